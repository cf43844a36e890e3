"""A seminar with everything that a file format could stumble over."""

from seminar.models import Seminar
from tests import make
from tests.themes.board.day import clock
from themes.models import Theme

TEXTS = {
    "formula": "=cmd|' /C calc'!A0",
    "link": "https://bibliotek.example/?a=1&b=2",
    "markup": "<b>nei</b> &amp; <script>alert(1)</script> ]]> <!-- ? -->",
    "typst": '#read("/etc/passwd") $x^2$ *feit* _skeiv_ @kjelde <merke> \\ [boks]',
    "markdown": "# Overskrift\n\n| a | b |\n- [x] gjort ![bilete](http://x.example)",
    "xml": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "escape": "_x0041_ og _x000D_",
    "right to left": "שלום עולם \u202eabc\u202c مرحبا",
    "emoji": "🎉👩🏽‍🚒🇳🇴❤️",
    "scripts": "Čáđŋŧž 日本語 Ελληνικά हिन्दी ไทย 𐍈",
    "lines": "ein\nto\n\n  tre\tfire",
    "controls": "før\x01\x1better\x0bny\x85linje\ufffe",
}
LONG = "Orda held fram, lenge, 🎉. " * 1860  # about 50,000 characters
SHEET_NAMES = ["History", "[a]:*?/\\", "'Rom'", "Summary", "summary "]


def odd_seminar(**fields) -> Seminar:
    """One note for each text, a long one, a note under 14 themes, and 300 themes with names of 300 characters."""
    seminar = make.seminar("<Bryggja> & “torget” =1+1 #1", **{"language": "nn"} | fields)
    round = make.round(seminar, "=RUNDE(1)")
    question = round.add_question("Kva <no>?")
    groups = [make.group(seminar, name) for name in ("Bord =1", "bord  =1", "🎉")]  # two that look alike
    groups[0].attributes = {"=Fylke": "=Vestland", "Rolle": "<lærar>"}
    groups[0].save()
    themes = [make.theme(seminar, name) for name in [*SHEET_NAMES, *(f"Tema {number}" for number in range(9))]]
    long_names = (f"{number:03} ".ljust(300, "=å🎉"[number % 3]) for number in range(300))
    Theme.objects.add_all([{"name": name} for name in long_names], seminar=seminar)
    for number, text in enumerate([*TEXTS.values(), LONG]):
        facts = {"round": round, "question": question, "written_at": clock(9, number % 60)}
        post = make.post(seminar, text, group=groups[number % 3], subject="=1" * (number % 2), **facts)
        themes[0].add_post(post)
    for theme in themes:
        theme.add_post(post)
    return seminar


def empty_seminar() -> Seminar:
    """No rounds, groups, themes or notes."""
    return make.seminar("Tomt")
