from .draft import Draft
from .import_ import Import
from .post import Post
from .revision import Revision
from .source import Source

__all__ = ["Draft", "Import", "Post", "Revision", "Source"]
