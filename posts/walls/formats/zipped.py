"""Opens untrusted zip files: their sizes may be wrong, their paths may leave the folder, and they may be zip bombs."""

from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from posts.walls.refused import Refused

MEMBERS = 500  # files
MIB = 1024 * 1024
LARGEST = 200 * MIB  # bytes of all files together, where a format sets no limit of its own
RATIO = 100  # unpacked to packed size; text packs to about a tenth
SMALL = 1 * MIB  # bytes; a small file is harmless at any ratio, and one of equal rows packs well


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(data: bytes, unpacked: int) -> list[ZipInfo]:
    """The files in a zip file, which may have `unpacked` bytes together. Raises Refused("archive-…")."""
    try:
        files = [info for info in ZipFile(BytesIO(data)).infolist() if not info.is_dir()]
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("archive-damaged") from None
    if len(files) > MEMBERS:
        raise Refused("archive-members", limit=MEMBERS)
    for info in files:
        _check(info)
    if sum(info.file_size for info in files) > unpacked:
        raise Refused("archive-size")
    return files


def content(data: bytes, info: ZipInfo) -> bytes:
    """The unpacked file. Reads one byte more than the archive gives as its size, so that a wrong size is an error."""
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
