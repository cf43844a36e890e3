from django.urls import path

from themes.agreement import views as agreement_views
from themes.board import views as board_views
from themes.board.actions import ACTIONS
from themes.codebook import theme_actions, theme_views
from themes.codebook import views as codebook_views
from themes.files import views as file_views
from themes.finish import views as finish_views
from themes.hall import views as hall_views
from themes.history import views as log_views
from themes.moderation import views as note_views
from themes.moderation.actions import NOTE_ACTIONS
from themes.sharing import api as sharing_api
from themes.sharing import views as sharing_views
from themes.stage import views as stage_views
from themes.summary import views as summary_views
from themes.weighing import views as weighing_views

urlpatterns = [
    # /s/<slug>/
    path("s/<slug:slug>/board/", board_views.show, name="board"),
    path("s/<slug:slug>/board/cards/", board_views.cards, name="board_cards"),
    path("s/<slug:slug>/board/at/", board_views.at, name="board_at"),
    *(
        path(f"s/<slug:slug>/board/{name}/", board_views.act, {"action": action}, name=f"board_{name}")
        for name, action in ACTIONS.items()
    ),
    path("s/<slug:slug>/themes/", theme_views.make, name="theme_make"),
    path("s/<slug:slug>/themes/<str:uid>/", theme_views.edit, name="theme"),
    path("s/<slug:slug>/themes/<str:uid>/place/", theme_actions.move, name="theme_place"),
    path("s/<slug:slug>/themes/<str:uid>/merge/", theme_actions.merge, name="theme_merge"),
    path("s/<slug:slug>/themes/<str:uid>/return/", theme_actions.unmerge, name="theme_return"),
    path("s/<slug:slug>/themes/<str:uid>/split/", theme_actions.split, name="theme_split"),
    path("s/<slug:slug>/themes/<str:uid>/use/", theme_actions.use, name="theme_use"),
    path("s/<slug:slug>/themes/<str:uid>/removal/", theme_actions.remove, name="theme_removal"),
    path("s/<slug:slug>/codebook/", codebook_views.show, name="codebook"),
    path("s/<slug:slug>/codebook/copies/", codebook_views.copy, name="codebook_copies"),
    path("s/<slug:slug>/agreement/", agreement_views.start, name="agreement"),
    path("s/<slug:slug>/agreement/<int:pk>/", agreement_views.show, name="comparison"),
    path("s/<slug:slug>/agreement/<int:pk>/tag/", agreement_views.tag, name="comparison_tag"),
    path("s/<slug:slug>/agreement/<int:pk>/closing/", agreement_views.close, name="comparison_close"),
    path("s/<slug:slug>/agreement/<int:pk>/notes/<int:place>/", agreement_views.decide, name="comparison_decide"),
    path("s/<slug:slug>/stage/", stage_views.show, name="stage"),
    path("s/<slug:slug>/hall/", hall_views.show, name="hall"),
    path("s/<slug:slug>/hall/remote/", hall_views.remote, name="hall_remote"),
    path("s/<slug:slug>/hall/do/", hall_views.steer, name="hall_do"),
    path("s/<slug:slug>/quotes/", stage_views.quotes, name="quotes"),
    path("s/<slug:slug>/quotes/<int:pk>/", stage_views.change, name="quote_change"),
    path("s/<slug:slug>/summary/", summary_views.show, name="summary"),
    path("s/<slug:slug>/summary/remarks/<str:section>/", summary_views.remark, name="summary_remark"),
    path("s/<slug:slug>/summary/<str:format>/", summary_views.download, name="summary_file"),
    path("s/<slug:slug>/files/", file_views.show, name="files"),
    path("s/<slug:slug>/files/<str:uid>/", file_views.fetch, name="file"),
    path("s/<slug:slug>/files/<str:uid>/removal/", file_views.remove, name="file_removal"),
    path("s/<slug:slug>/finish/", finish_views.show, name="finish"),
    path("s/<slug:slug>/finish/do/", finish_views.act, name="finish_do"),
    path("s/<slug:slug>/finish/result/", finish_views.share, name="finish_result"),
    path("s/<slug:slug>/finish/key/", sharing_views.show, name="api_key"),
    path("s/<slug:slug>/finish/key/new/", sharing_views.make, name="api_key_make"),
    path("s/<slug:slug>/finish/key/withdrawal/", sharing_views.withdraw, name="api_key_withdraw"),
    path("s/<slug:slug>/finish/key/link/", sharing_views.link, name="api_link"),
    path("s/<slug:slug>/file/<str:token>/", sharing_api.linked_file, name="linked_file"),
    path("api/openapi.json", sharing_api.openapi, name="openapi"),
    path("api/s/<slug:slug>/summary/", sharing_api.summary, name="api_summary"),
    path("api/s/<slug:slug>/summary/<str:format>/", sharing_api.file, name="api_file"),
    path("r/<str:token>/", finish_views.result, name="result"),
    path("s/<slug:slug>/weighing/", weighing_views.show, name="weighing"),
    path("s/<slug:slug>/weighing/opening/", weighing_views.start, name="weighing_start"),
    path("s/<slug:slug>/weighing/state/", weighing_views.set_state, name="weighing_state"),
    path("s/<slug:slug>/weigh/", weighing_views.weigh, name="weigh"),
    path("s/<slug:slug>/log/", log_views.show, name="log"),
    path("s/<slug:slug>/log/csv/", log_views.download, name="log_file"),
    # /s/<slug>/posts/<uid>/
    path("s/<slug:slug>/posts/<str:uid>/", note_views.show, name="post"),
    path("s/<slug:slug>/posts/<str:uid>/text/", note_views.revise, name="post_text"),
    path("s/<slug:slug>/posts/<str:uid>/quotes/", stage_views.quote, name="quote"),
    path("s/<slug:slug>/posts/<str:uid>/split/", note_views.split, name="post_split"),
    path("s/<slug:slug>/posts/<str:uid>/merge/", note_views.merge, name="post_merge"),
    *(
        path(f"s/<slug:slug>/posts/<str:uid>/{place}/", board_views.act, {"action": action}, name=name)
        for place, name, action in NOTE_ACTIONS
    ),
]
