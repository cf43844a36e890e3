"""The file formats. Each has one module with `fits(content) -> bool` and `read(content) -> Wall`; see reader.FORMATS.

Tables     csv, xlsx, archive (zip of CSV); zipped opens zip files for the last two
Markdown   markdown; markdown_post reads one post; outline (notes under headings)
Text       scribe (what a group said, below its name); mail (the same in an email)
JSON       own, with own_shapes and own_references; padlet_api, with padlet_shapes; padlet_wishes; trello; rows
Prints     pdf, with measured and right_to_left; text (the text layer of a PDF); margins, printed, headers, note,
           paragraphs and lines read both
"""
