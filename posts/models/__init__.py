from .draft import Draft
from .erasure import Erasure
from .import_ import Import
from .post import Post
from .revision import Revision
from .source import Source

__all__ = ["Draft", "Erasure", "Import", "Post", "Revision", "Source"]
