"""The server's entry: live streams in raw ASGI, everything else Django on pools of threads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar.settings")
pages = get_wsgi_application()

from seminar.live.stream import STREAM_PATH, Live  # noqa: E402 - models can be imported once Django is set up
from seminar.server.health import Database, Health  # noqa: E402
from seminar.server.metrics import Metrics  # noqa: E402
from seminar.server.saves import Saves  # noqa: E402
from seminar.server.thread_pools import ThreadPools  # noqa: E402

pools = ThreadPools(pages, Saves())
live, database = Live(pools), Database()
application = Health(Metrics(live, pools, STREAM_PATH, database), live, database)

# Each full garbage collection would visit all that is loaded, and let requests and streams wait a tenth of a second.
gc.collect()
gc.freeze()
