"""The themes as a codebook of REFI-QDA 1.0."""

from xml.etree.ElementTree import SubElement

from themes.summary.formats.refi import ORIGIN, add_codes, as_bytes, root
from themes.summary.project import Code


def write(codes: tuple[Code, ...]) -> bytes:
    codebook = root("CodeBook", "codebook", origin=ORIGIN)
    add_codes(SubElement(codebook, "Codes"), codes)
    return as_bytes(codebook)
