"""Column headings: which part of a note a column holds, in the languages exports have been seen in.

English, Korean and Japanese are Padlet's own, from real exports and code that reads them; the Nordic names are what a
person writes who makes a table by hand. A heading that is not here goes to the mapping screen: never guess.
"""

import re
import unicodedata

HEADINGS = {
    "number": "Post number | Post # | 게시물 번호 | 投稿番号",
    "section": "Section | Column | 섹션 | セクション | ส่วน | Seksjon | Dialogrunde | Runde",
    "subject": "Subject | Title | 제목 | 件名 | タイトル | Emne | Tittel | Overskrift | Rubrik | Titel",
    "body": "Body | Content | 본문 | 本文 | Text | Note | Tekst | Notat | Innhold | Innhald | Innlegg",
    "comment": "Comment | Comment text | Comment body | 댓글 | 댓글 내용 | コメント | コメント内容 | Kommentar",
    "parent": "Post subject | Post title | 게시물 제목 | 投稿の件名",
    "author": "Author | Comment author | Commenter | 작성자 | 作成者 | 投稿者 | Forfatter | Forfattar | Navn | Namn",
    "written": "Created at | Created | Written at | Posted at | Date | 생성 시각 | 작성 시각 | 作成日 | 作成日時 | "
    "Opprettet | Oppretta | Tidspunkt | Dato",
    "edited": "Updated at | Updated | 업데이트 시각 | 수정 시각 | 更新日 | 更新日時 | "
    "Oppdatert | Oppdatera | Endret | Endra",
    "attachment": "Attachment | Attachment link | Link | 첨부 링크 | 添付リンク | 添付ファイル | "
    "Vedlegg | Lenke | Lenkje",
    "caption": "Attachment caption | 첨부파일 캡션 | 添付ファイルのキャプション",
    "alt": "Attachment alt text | 첨부파일 대체 텍스트 | 添付ファイルの代替テキスト",
    "color": "Post color | Color | 게시물 색상 | 投稿のカラー",
    "likes": "Number of likes | Likes | いいね数 | 좋아요 수",
    "upvotes": "Upvotes",
    "downvotes": "Downvotes",
    "stars": "Average star rating",
    "ratings": "Number of ratings",
    "emojis": "Emojis",
}
REACTIONS = {"likes", "upvotes", "downvotes", "stars", "ratings", "emojis"}
NO_DATA = {"no data", "데이터 없음", "データなし", "データがありません", "ingen data", "inga data"}


def fold(heading: str) -> str:
    """`Created At (UTC)`, `created_at` and `Created at` are one heading."""
    plain = re.sub(r"\(utc\)\s*$", "", unicodedata.normalize("NFKC", heading).casefold())
    return re.sub(r"[^\w#]|_", "", plain)


ROLES = {fold(name): role for role, names in HEADINGS.items() for name in names.split(" | ")}


def role_of(heading: str) -> str:
    """Empty where the heading is not known."""
    return ROLES.get(fold(heading), "")


def reaction(text: str) -> int | float | str:
    """`4`, `4.5`, or as it stands: `😨 (1)`."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
