"""What a group takes home: its own notes, as a page to print and as a text file."""

from collections.abc import Iterator
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.models import Post
from posts.writing.views import by_scribe
from seminar.models import DialogueRound, Question, Scribe
from seminar.text import file_name

Answers = tuple[Question | None, list[Post]]


@require_safe
@by_scribe
def show(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    context = {"scribe": scribe, "meeting": scribe.seminar, "rounds": list(_by_round(scribe))}
    return render(request, "posts/writing/own_notes.html", context)


@require_safe
@by_scribe
def download(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    with translation.override(scribe.seminar.language):
        text = "\n".join(_lines(scribe))
    name = f"{file_name(scribe.seminar.title)} {file_name(str(scribe.group or ''))}".strip() + ".txt"
    # The byte order mark tells Windows' Notepad that it is UTF-8.
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def _by_round(scribe: Scribe) -> Iterator[tuple[DialogueRound, list[Answers]]]:
    """What the scribe's group sent and did not withdraw, by round and question; notes without a question last."""
    posts = Post.objects.sent_to(scribe).exclude(state=Post.State.WITHDRAWN)
    for round, in_round in groupby(sorted(posts, key=_place), lambda post: post.round):
        yield round, [(question, list(notes)) for question, notes in groupby(in_round, lambda post: post.question)]


def _place(post: Post) -> tuple[int, float, int]:
    return post.round.number, post.question.number if post.question else float("inf"), post.pk


def _lines(scribe: Scribe) -> Iterator[str]:
    yield scribe.seminar.title
    yield str(scribe.group or _("Group not chosen yet"))
    for round, answers in _by_round(scribe):
        yield f"\n{round.number}. {round.title}"
        for question, posts in answers:
            if question:
                yield f"\n{round.number}.{question.number} {question.text}"
            yield from (f"\n{post.body}" for post in posts)
