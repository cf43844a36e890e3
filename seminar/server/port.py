import errno
import socket

from django.core.management import CommandError
from django.utils.translation import gettext as _


def ensure_free(host: str, port: int) -> None:
    """Raises CommandError where the server could not listen on this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)  # without it, two programs with SO_REUSEADDR may both bind
        except OSError as error:
            raise CommandError(_explain(error, host, port)) from None


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "Another program listens on port %(port)s. Choose another port, such as “make run PORT=%(next)s” or "
            "“manage.py serve --port %(next)s”."
        ) % {"port": port, "next": port + 1}
    if error.errno == errno.EACCES:
        return _("This account may not listen on port %(port)s. Choose one above 1023, behind a proxy.") % {
            "port": port
        }
    return _("The server cannot listen on %(host)s: %(reason)s.") % {"host": host, "reason": error.strerror or error}
