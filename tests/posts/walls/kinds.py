"""Small files, each of a kind that was once read wrongly, with invented people and what they said."""

SUMMARY = """## Summary
- **Link:** https://padlet.com/prestvik/korkveld-zz11yy22xx33ww44
- **Builder:** Tuva Prestvik (tuvap)
- **Posts:** {count}
- **Created At (UTC):** Feb 02, 2026 07:00am
- **Updated At (UTC):** Feb 02, 2026 10:00am
"""


def post(number: int, author: str, body: str, minute: int, *, subject: str = "", more: str = "") -> str:
    time = f"Feb 02, 2026 08:{minute:02}am"
    return (
        f"### {number}. {subject or f'Post {number}'}\n**Author:** {author}\n\n{body}\n\n{more}"
        f"#### Additional Information\n"
        f"- **Post color:** White\n- **Created At (UTC):** {time}\n- **Updated At (UTC):** {time}\n\n---\n\n"
    )


def comments(*lines: str) -> str:
    return f"#### Comments ({len(lines)})\n" + "".join(f"- **{line}\n" for line in lines) + "\n"


REPLY = comments("Rad 3 (Feb 02, 2026 08:05am): Det gjør vi òg.".replace("Rad 3 ", "Rad 3** "))
FIRST = post(1, "Rad 1", "<p>Noter i god tid.</p>", 1)
SECOND = post(1, "Rad 2", "<p>Stolene knirker.</p>", 2, subject="Lokalet", more=REPLY)
THIRD = post(2, "Rad 4", "<p>Syng utenat én gang i måneden.</p>", 3)


def markdown(*parts: str, count: int, summary: str = SUMMARY, above: str = "") -> bytes:
    return f"{above}# Korkveld\n\n{summary.format(count=count)}\n{''.join(parts)}".encode()


WITH_EMPTY_SECTION = markdown(
    "## Del 1\n\n", FIRST, "## Til senere\n\n{}\n\n## Del 2\n\n", SECOND, THIRD, count=3
).decode()
