"""A body of the invented wall as HTML in Padlet's form."""

from html import escape

from tests.posts.walls.wall import Post


def html_body(post: Post) -> str:
    return "".join(map(_block, post.blocks))


def _block(block: str | list[str] | tuple[str, ...]) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block, quote=False)}</p>"
    tag = "ul" if isinstance(block, list) else "ol"
    items = "".join(f"<li><p>{escape(item, quote=False)}</p></li>" for item in block)
    return f"<{tag}>{items}</{tag}>"
