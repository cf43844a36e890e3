import logging
import re

KEY = re.compile(r"(/j/)[^\s?/\"]+")


class WithoutKeys(logging.Filter):
    """A code or token that lets devices in is never logged: whoever reads the log could come in with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hide(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hide, record.args))
        return True


def _hide(said):
    return KEY.sub(r"\1…", said) if isinstance(said, str) else said
