"""LibreOffice, which reads files that others wrote."""

import shutil
import subprocess
from pathlib import Path

from tests.conftest import missing


def convert(data: bytes, name: str, to: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format, such as "ods" or "txt:Text"."""
    [converted] = convert_all({name: data}, to, folder)
    return converted


def convert_all(files: dict[str, bytes], to: str, folder: Path) -> list[bytes]:
    """The same of several, in one run: to start takes LibreOffice longer than to convert."""
    office = shutil.which("soffice")
    if not office:
        missing("LibreOffice is not installed")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out"), *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    ending = f".{to.partition(':')[0]}"
    return [(folder / "out" / name).with_suffix(ending).read_bytes() for name in files]
