"""The invented wall as Padlet's Markdown, with the labels and dates of a language."""

from dataclasses import dataclass
from datetime import datetime

from tests.posts.walls.make_html import html_body
from tests.posts.walls.wall import CREATED, INTRODUCTION, OWNER, OWNER_USER, POSTS, SECTIONS, TITLE, URL, Post


@dataclass(frozen=True)
class Language:
    summary: str
    link: str
    builder: str
    posts: str
    created: str
    updated: str
    author: str
    votes: str
    attachment: str
    comments: str
    reactions: str
    likes: str
    information: str
    color: str
    post: str
    date: str


ENGLISH = Language(
    "Summary", "Link", "Builder", "Posts", "Created At (UTC)", "Updated At (UTC)", "Author", "{} votes", "Attachment",
    "Comments", "Reactions", "Number of likes", "Additional Information", "Post color", "Post", "%b %d, %Y %I:%M%p",
)  # fmt: skip
JAPANESE = Language(
    "要約", "リンク", "所有者", "投稿", "作成日（UTC）", "更新日（UTC）", "作成者", "{}件の投票", "添付ファイル",
    "コメント", "リアクション", "いいね数", "その他の情報", "投稿のカラー", "投稿", "%m/%d %H:%M",
)  # fmt: skip
INVENTED = Language(
    "Yhteenveto", "Osoite", "Tekijä", "Viestit", "Luotu (UTC)", "Muutettu (UTC)", "Kirjoittaja", "ääniä {}", "Liite",
    "Vastaukset", "Reaktiot", "Tykkäyksiä", "Lisätietoja", "Väri", "Viesti", "%d.%m.%Y %H.%M",
)  # fmt: skip


def markdown(words: Language = ENGLISH) -> str:
    lines = [f"# {TITLE}", "", INTRODUCTION, "", f"## {words.summary}", f"- **{words.link}:** {URL}"]
    lines += [f"- **{words.builder}:** {OWNER} ({OWNER_USER})", f"- **{words.posts}:** {len(POSTS)}"]
    lines += [*_times(words, CREATED, None), ""]
    for section in SECTIONS:
        lines += [f"## {section.title}", ""]
        for number, post in enumerate(section.posts, 1):
            lines += _post(words, number, post)
    return "\n".join(lines) + "\n"


def _post(words: Language, number: int, post: Post) -> list[str]:
    lines = [f"### {number}. {post.subject or f'{words.post} {number}'}", f"**{words.author}:** {post.label}", ""]
    if post.poll:
        question, votes = post.poll
        lines += [f"**{question}:**", *(f"- **{choice}:** {words.votes.format(n)}" for choice, n in votes.items()), ""]
    lines += [html_body(post), ""] if post.blocks else []
    for name, value in post.fields.items():
        lines += [f"**{name}:** {value}", ""]
    lines += [_attachment(words, url, place, len(post.attachments)) for place, url in enumerate(post.attachments, 1)]
    if post.comments:
        lines += ["", f"#### {words.comments} ({len(post.comments)})"]
        lines += [f"- **{note.author}** ({_date(words, note.written)}): {note.text}" for note in post.comments]
    if post.reactions:
        names = {"likes": words.likes, "upvotes": "Upvotes", "downvotes": "Downvotes"}
        lines += ["", f"#### {words.reactions}", *(f"- **{names[name]}:** {n}" for name, n in post.reactions.items())]
    lines += ["", f"#### {words.information}", f"- **{words.color}:** White"]
    return [*lines, *_times(words, post.written, post.edited), "", "---", ""]


def _attachment(words: Language, url: str, place: int, count: int) -> str:
    name = f"{words.attachment} {place}" if count > 1 else words.attachment
    return f"{'!' if '.png' in url else ''}[{name}]({url})"


def _times(words: Language, created: datetime, updated: datetime | None) -> list[str]:
    times = {words.created: created, words.updated: updated or created}
    return [f"- **{label}:** {_date(words, time)}" for label, time in times.items()]


def _date(words: Language, time: datetime) -> str:
    return time.strftime(words.date).replace("AM", "am").replace("PM", "pm")
