"""What may be opened of a zip file: a stranger's archive can lie, climb out of its folder, or unpack for ever."""

from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from posts.walls.refused import Refused

MEMBERS = 500
MIB = 1024 * 1024
RATIO = 100  # unpacked to packed; text packs to a tenth or so
SMALL = 1 * MIB  # a file of one repeated row packs better than that, and is harmless while small


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(data: bytes, unpacked: int) -> list[ZipInfo]:
    """The files in it, `unpacked` bytes at most in all. Raises Refused("archive-…")."""
    try:
        found = [info for info in ZipFile(BytesIO(data)).infolist() if not info.is_dir()]
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("archive-damaged") from None
    if len(found) > MEMBERS:
        raise Refused("archive-members", limit=MEMBERS)
    for info in found:
        _check(info)
    if sum(info.file_size for info in found) > unpacked:
        raise Refused("archive-size")
    return found


def content(data: bytes, info: ZipInfo) -> bytes:
    """Unpacked as far as the archive says, and one byte to see that it did not lie."""
    try:
        with ZipFile(BytesIO(data)).open(info) as file:
            return file.read(info.file_size + 1)
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, ZlibError):
        raise Refused("archive-damaged") from None


def _check(info: ZipInfo) -> None:
    name = info.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise Refused("archive-path", member=path.name[:80].replace("\0", ""))
    if info.flag_bits & 1:
        raise Refused("archive-locked", member=path.name[:80])
    if path.suffix.lower() == ".zip":
        raise Refused("archive-nested", member=path.name[:80])
    if info.file_size > SMALL and info.file_size > RATIO * info.compress_size:
        raise Refused("archive-size")
