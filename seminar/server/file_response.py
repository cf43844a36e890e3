"""A file to download that is written before it is sent: a piece is in memory, and no query waits for a network."""

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

SMALL = 1024 * 1024  # bytes; a file that is not larger is sent from memory


def file_response(pieces: Iterable[bytes], name: str, content_type: str) -> HttpResponseBase:
    file = SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - the response closes it
    try:
        file.writelines(pieces)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    if size <= SMALL:
        with file:
            return HttpResponse(file.read(), content_type=content_type, headers=headers)
    return FileResponse(file, content_type=content_type, headers=headers | {"Content-Length": str(size)})
