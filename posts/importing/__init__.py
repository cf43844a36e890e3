"""From an uploaded file to posts. posts/walls reads the file; here a person checks it and confirms.

upload.py views.py forms.py        the pages: upload, preview, repairs, undo
pasted.py                          a text that a group wrote elsewhere, as a wall
plan.py matching.py timestamps.py  ImportPlan: what an import will do, and which entries are posts already
confirm.py loader.py rows.py        confirm: the plan is written to the database
repairs.py sentences.py report.py  what the preview shows of repairs, refusals and doubts; the same as JSON

The models are posts/models/import_.py, choices.py and source.py. They import nothing from here.
"""
