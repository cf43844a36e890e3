import pytest

from tests.seminar.proxy import Proxy
from tests.seminar.serving import Server


@pytest.fixture(scope="session")
def server(django_db_setup, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "server.log")
    yield server
    server.stop()


@pytest.fixture
def proxy(server):
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()
