import logging
import re
import time

KEY = re.compile(r"(/j/|/r/|/s/[-\w]+/file/|/account/password/reset/key/)[^\s?/\"]+")
MOST_A_MINUTE = 10


class WithoutKeys(logging.Filter):
    """Removes the codes and tokens in addresses: anyone who reads the log could join, or read a result, with them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hide(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hide, record.args))
        return True


class ClientFaults(logging.Filter):
    """What a client did wrong gets one line without traceback, and at most ten a minute from each logger.

    Scanners send thousands, and would fill the disk.
    """

    def __init__(self):
        super().__init__()
        self.minute, self.counts = 0, {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not (record.name.startswith("django.security") or getattr(record, "status_code", 500) < 500):
            return True
        record.exc_info = record.exc_text = None
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        count = self.counts[record.name] = self.counts.get(record.name, 0) + 1
        if count == MOST_A_MINUTE:
            record.msg = f"{record.msg} (more of this kind are left out until the next minute)"
        return count <= MOST_A_MINUTE


def _hide(value: object) -> object:
    return KEY.sub(r"\1…", value) if isinstance(value, str) else value
