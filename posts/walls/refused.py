"""The only exception that a reader raises."""


class Refused(Exception):
    """The file cannot be read. `code` is a key of REFUSALS in posts/importing/sentences.py.

    `where` holds what the sentence names: {"line": 12}, {"cell": "C7"}, {"member": "Posts.csv"}, {"limit": 200}.
    """

    def __init__(self, code: str, **where: object):
        super().__init__(code)
        self.code = code
        self.where = where
