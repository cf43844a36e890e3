"""Reads an exported wall, from bytes to a Wall. Nothing here imports Django, so that it can run in a child process.

In the order in which to read the modules:

wall.py             the Wall: plain data, filled by every format and used by everything after
reader.py           FORMATS: how the format of a file is recognized, and which module reads it
formats/            one module for each format, and what several of them share
refused.py          the only exception for a file that cannot be read
mistakes.py         files that are no walls, refused by what they are
decode.py misread.py shape.py  bytes to text in its encoding, and JSON to typed objects
html.py links.py stamps.py     Padlet's HTML, addresses and times, which are the same in every format
table.py headings.py contents.py columns.py notes.py    tables: rows, headings, cells, columns, notes
threads.py          comments under their posts; tables to a Wall
repair/             repairs the characters of a Wall, whatever its format
sandbox.py sandbox_worker.py   runs reader.py on an untrusted file in a child process

Used after the file has been read: mapping.py (columns without known headings), groups.py and guests.py (who wrote
what), traces.py (what stays the same of a note in every export).
"""
