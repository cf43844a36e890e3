"""Documents that are written into temporary files: no more of them is in memory than a piece."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile

from themes.summary.blocks import Block, Heading, Report, TableBlock

SMALL = 1024 * 1024  # bytes in memory
AT_ONCE = 64 * 1024  # characters


class Spool:
    """The text of a report in a temporary file, since what comes before it is only known at its end.

    `headings` and `tables` are those it has. `render` is given a block and its number among those of its kind, from 1.
    """

    def __init__(self, report: Report, render: Callable[[Block, int], Iterable[str]]) -> None:
        self.headings: list[Heading] = []
        self.tables: list[TableBlock] = []
        self.start = 0  # of the first heading, in bytes
        self.file = SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - `pieces` closes it
        try:
            self._write(report, render)
        except BaseException:
            self.file.close()
            raise

    def pieces(self, contents: str = "") -> Iterator[bytes]:
        """The text with the list of contents where it belongs. Can be read once."""
        self.file.seek(0)
        yield self.file.read(self.start)
        yield contents.encode()
        yield from pieces_of(self.file, self.start)

    def _write(self, report: Report, render: Callable[[Block, int], Iterable[str]]) -> None:
        some: list[str] = []
        length = 0
        for block in report.blocks:
            number = 0
            if isinstance(block, Heading):
                if not self.headings:
                    self._flush(some)
                    self.start = self.file.tell()
                self.headings.append(block)
                number = len(self.headings)
            elif isinstance(block, TableBlock):
                self.tables.append(block)
                number = len(self.tables)
            for part in render(block, number):
                some.append(part)
                length += len(part)
            if length > AT_ONCE:
                self._flush(some)
                length = 0
        self._flush(some)

    def _flush(self, some: list[str]) -> None:
        self.file.write("".join(some).encode())
        some.clear()


def entry(name: str, report: Report, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Of an archive: a file that was made when the report was."""
    info = zipfile.ZipInfo(name, report.made_at.timetuple()[:6])
    info.compress_type = method
    return info


def archived(files: Iterable[tuple[zipfile.ZipInfo, bytes | Iterable[bytes]]]) -> Iterator[bytes]:
    """A zip archive of these files. It is whole when this returns, so that nothing is sent of what cannot be made."""
    archive = SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - `pieces_of` closes it
    try:
        with zipfile.ZipFile(archive, "w") as target:
            for info, content in files:
                if isinstance(content, bytes):
                    target.writestr(info, content)
                else:
                    with target.open(info, "w", force_zip64=True) as file:
                        file.writelines(content)
    except BaseException:
        archive.close()
        raise
    return pieces_of(archive)


def pieces_of(file: SpooledTemporaryFile[bytes], start: int = 0) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while piece := file.read(SMALL):
            yield piece
