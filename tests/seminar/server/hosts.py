"""Machines of the test's own: network namespaces, one server in each, behind the shipped HAProxy and PgBouncer."""

import os
import re
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.ledger.cluster import Cluster
from tests.seminar.server.serving import ROOT, Server, free_port, until

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PROGRAMS = ["ip", "haproxy", "pgbouncer"]
PORT = 8000


def absent() -> str:
    """What this machine lacks."""
    programs = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    return ", ".join(programs) or ("" if os.geteuid() == 0 else "the right to make network namespaces")


def ip(*words: str) -> None:
    subprocess.run([shutil.which("ip", path=PATH), *words], check=True, timeout=10)


class Host:
    """A machine with one server. `die` is a power cut: nothing is finished, and no connection is ended."""

    def __init__(self, name: str, address: str, log: Path, settings: dict):
        self.name, self.address, self.link = name, address, f"{name}-0"
        within = [shutil.which("ip", path=PATH), "netns", "exec", name]
        self.server = Server(log, PORT, settings, host=address, within=within)

    def die(self) -> None:
        ip("link", "set", self.link, "down")
        self.server.kill()

    def come_back(self) -> None:
        ip("link", "set", self.link, "up")
        self.server.start()


class Hosts:
    """Two machines `hosts`, the bridge between them and this one, and the port of the proxy in front."""

    def __init__(self, folder: Path, settings: dict, number: int):
        self.folder, self.settings = folder, settings
        self.prefix, self.bridge = f"10.77.{number}", f"rb{number}"
        self.port = free_port()

    @contextmanager
    def running(self):
        with ExitStack() as stack:
            stack.enter_context(self.network())
            cluster = Cluster(self.folder, f"{self.prefix}.0/24")
            stack.callback(cluster.stop)
            stack.enter_context(cluster.in_use())
            pool = free_port()
            stack.enter_context(process("pgbouncer", "-q", self.pgbouncer(cluster, pool), user="postgres"))
            here = f"{self.prefix}.1"
            settings = self.settings | {
                "DATABASE_URL": f"postgres://postgres@{here}:{pool}/rundebord",
                "LISTEN_DATABASE_URL": f"postgres://postgres@{here}:{cluster.port}/postgres",
                "TRUSTED_PROXIES": here,
            }
            self.hosts = []
            for place, name in enumerate(("a", "b"), 11):
                log = self.folder / f"{name}.log"
                self.hosts.append(Host(f"{self.bridge}{name}", f"{self.prefix}.{place}", log, settings))
                stack.callback(self.hosts[-1].server.kill)
            stack.enter_context(process("haproxy", "-db", "-q", "-f", self.haproxy()))
            until(self.answers, "the proxy answers", seconds=20)
            yield self

    @contextmanager
    def network(self):
        names = [f"{self.bridge}a", f"{self.bridge}b"]
        with ExitStack() as stack:
            ip("link", "add", self.bridge, "type", "bridge")
            stack.callback(ip, "link", "del", self.bridge)
            ip("addr", "add", f"{self.prefix}.1/24", "dev", self.bridge)
            ip("link", "set", self.bridge, "up")
            for place, name in enumerate(names, 11):
                ip("netns", "add", name)
                stack.callback(ip, "netns", "del", name)
                ip("link", "add", f"{name}-0", "type", "veth", "peer", "name", "eth0", "netns", name)
                stack.callback(ip, "link", "del", f"{name}-0")  # it would go a while after its namespace
                ip("link", "set", f"{name}-0", "master", self.bridge, "up")
                ip("-n", name, "addr", "add", f"{self.prefix}.{place}/24", "dev", "eth0")
                ip("-n", name, "link", "set", "eth0", "up")
                ip("-n", name, "link", "set", "lo", "up")
            yield

    def pgbouncer(self, cluster: Cluster, port: int) -> Path:
        """The shipped file, with this test's database, addresses and users."""
        users = self.folder / "userlist.txt"
        users.write_text('"postgres" ""\n')
        text = (ROOT / "docs/proxies/pgbouncer.ini").read_text()
        text = text.replace("port=5432 dbname=rundebord", f"port={cluster.port} dbname=postgres user=postgres")
        text = text.replace("10.0.0.10", f"{self.prefix}.1").replace("6432", str(port))
        text = text.replace("scram-sha-256", "trust").replace("/etc/pgbouncer/userlist.txt", str(users))
        return written(self.folder / "pgbouncer.ini", text + f"unix_socket_dir = {self.folder}\n")

    def haproxy(self) -> Path:
        """The shipped file, with this test's addresses and without TLS."""
        text = (ROOT / "docs/proxies/haproxy.cfg").read_text()
        text = re.sub(r"\n.*(bind :443|redirect scheme).*", "", text).replace("bind :80", f"bind 127.0.0.1:{self.port}")
        text = text.replace("10.0.0.", f"{self.prefix}.").replace("notes.example.org", "127.0.0.1")
        return written(self.folder / "haproxy.cfg", text)

    def answers(self) -> bool:
        try:
            return urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5).status == 200
        except OSError:
            return False


def written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


@contextmanager
def process(program: str, *arguments, user: str | None = None):
    """PgBouncer does not run as root."""
    command = [shutil.which(program, path=PATH), *map(str, arguments)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, user=user)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(timeout=10)
