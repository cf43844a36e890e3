"""What a PDF says, as pdfium reads it."""

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The words of each page, with one space between them."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]
