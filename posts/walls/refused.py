"""The one way a file is refused."""


class Refused(Exception):
    """A file that cannot be read. `code` is a key of posts/sentences.py, which says it in the reader's language.

    `where` names the place: {"line": 12}, {"cell": "C7"}, {"member": "Posts.csv"}, {"limit": 200}.
    """

    def __init__(self, code: str, **where: object):
        super().__init__(code)
        self.code = code
        self.where = where
