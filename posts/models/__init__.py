from .draft import Draft
from .imported import Import
from .post import Post
from .revision import Revision
from .source import Source
from .unfit import Unfit

__all__ = ["Draft", "Import", "Post", "Revision", "Source", "Unfit"]
