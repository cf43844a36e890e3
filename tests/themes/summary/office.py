"""LibreOffice, which reads files that others wrote."""

import shutil
import subprocess
from pathlib import Path

from tests.conftest import missing


def convert(data: bytes, name: str, to: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format, such as "ods" or "txt:Text"."""
    office = shutil.which("soffice")
    if not office:
        missing("LibreOffice is not installed")
    (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out"), name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    return (folder / "out" / name).with_suffix(f".{to.partition(':')[0]}").read_bytes()
