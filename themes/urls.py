from django.urls import path

from themes.acts import ACTS
from themes.views import agreement, board, codebook, late, log, posts, stage, summary, theme_doings, themes, tidying

urlpatterns = [
    # /s/<slug>/
    path("s/<slug:slug>/board/", board.show, name="board"),
    path("s/<slug:slug>/board/cards/", board.cards, name="board_cards"),
    path("s/<slug:slug>/board/at/", board.at, name="board_at"),
    *(
        path(f"s/<slug:slug>/board/{name}/", board.act, {"form": form}, name=f"board_{name}")
        for name, form in ACTS.items()
    ),
    path("s/<slug:slug>/themes/", themes.make, name="theme_make"),
    path("s/<slug:slug>/themes/<str:uid>/", themes.edit, name="theme"),
    path("s/<slug:slug>/themes/<str:uid>/place/", theme_doings.move, name="theme_place"),
    path("s/<slug:slug>/themes/<str:uid>/parent/", theme_doings.nest, name="theme_parent"),
    path("s/<slug:slug>/themes/<str:uid>/merge/", theme_doings.merge, name="theme_merge"),
    path("s/<slug:slug>/themes/<str:uid>/return/", theme_doings.part, name="theme_return"),
    path("s/<slug:slug>/themes/<str:uid>/split/", theme_doings.split, name="theme_split"),
    path("s/<slug:slug>/themes/<str:uid>/use/", theme_doings.use, name="theme_use"),
    path("s/<slug:slug>/themes/<str:uid>/removal/", theme_doings.remove, name="theme_removal"),
    path("s/<slug:slug>/codebook/", codebook.show, name="codebook"),
    path("s/<slug:slug>/codebook/copies/", codebook.copy, name="codebook_copies"),
    path("s/<slug:slug>/agreement/", agreement.start, name="agreement"),
    path("s/<slug:slug>/agreement/<int:pk>/", agreement.show, name="comparison"),
    path("s/<slug:slug>/agreement/<int:pk>/tag/", agreement.tag, name="comparison_tag"),
    path("s/<slug:slug>/agreement/<int:pk>/closing/", agreement.close, name="comparison_close"),
    path("s/<slug:slug>/agreement/<int:pk>/notes/<int:place>/", agreement.decide, name="comparison_decide"),
    path("s/<slug:slug>/stage/", stage.show, name="stage"),
    path("s/<slug:slug>/quotes/<int:pk>/", stage.change, name="quote_change"),
    path("s/<slug:slug>/summary/", summary.show, name="summary"),
    path("s/<slug:slug>/summary/<str:format>/", summary.download, name="summary_file"),
    path("s/<slug:slug>/log/", log.show, name="log"),
    path("s/<slug:slug>/log/csv/", log.download, name="log_file"),
    path("s/<slug:slug>/undo/", log.undo, name="undo"),
    # /s/<slug>/posts/<uid>/
    path("s/<slug:slug>/posts/<str:uid>/", posts.show, name="post"),
    path("s/<slug:slug>/posts/<str:uid>/themes/", board.place, name="post_themes"),
    path("s/<slug:slug>/posts/<str:uid>/text/", posts.revise, name="post_text"),
    path("s/<slug:slug>/posts/<str:uid>/mends/", posts.put_back, name="post_mends"),
    path("s/<slug:slug>/posts/<str:uid>/group/", posts.belong, name="post_group"),
    path("s/<slug:slug>/posts/<str:uid>/quotes/", stage.quote, name="quote"),
    path("s/<slug:slug>/posts/<str:uid>/state/", posts.turn, name="post_state"),
    path("s/<slug:slug>/posts/<str:uid>/place/", tidying.move, name="post_place"),
    path("s/<slug:slug>/posts/<str:uid>/split/", tidying.split, name="post_split"),
    path("s/<slug:slug>/posts/<str:uid>/whole/", tidying.join, name="post_whole"),
    path("s/<slug:slug>/posts/<str:uid>/merge/", tidying.merge, name="post_merge"),
    path("s/<slug:slug>/posts/<str:uid>/merge/out/", tidying.leave, name="post_leave"),
    path("s/<slug:slug>/posts/<str:uid>/late/", late.decide, name="post_late"),
    path("s/<slug:slug>/posts/<str:uid>/aside/", late.use, name="post_aside"),
]
