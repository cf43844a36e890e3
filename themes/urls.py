from django.urls import path

from themes.views import board, posts, summary, themes

urlpatterns = [
    # /s/<slug>/
    path("s/<slug:slug>/board/", board.show, name="board"),
    path("s/<slug:slug>/board/cards/", board.cards, name="board_cards"),
    path("s/<slug:slug>/themes/", themes.make, name="theme_make"),
    path("s/<slug:slug>/themes/<str:uid>/", themes.edit, name="theme"),
    path("s/<slug:slug>/summary/", summary.show, name="summary"),
    path("s/<slug:slug>/summary/<str:format>/", summary.download, name="summary_file"),
    # /s/<slug>/posts/<uid>/
    path("s/<slug:slug>/posts/<str:uid>/", posts.show, name="post"),
    path("s/<slug:slug>/posts/<str:uid>/themes/", board.place, name="post_themes"),
    path("s/<slug:slug>/posts/<str:uid>/text/", posts.revise, name="post_text"),
    path("s/<slug:slug>/posts/<str:uid>/mends/", posts.put_back, name="post_mends"),
    path("s/<slug:slug>/posts/<str:uid>/group/", posts.belong, name="post_group"),
    path("s/<slug:slug>/posts/<str:uid>/state/", posts.turn, name="post_state"),
]
