"""A provider of OpenID Connect on a port of its own, for tests to log in with."""

import subprocess
import sys
from urllib.parse import urlsplit

import requests

from tests.seminar.server.serving import free_port, until


class RealProvider:
    def __init__(self):
        self.issuer = f"http://127.0.0.1:{free_port()}"
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", self.issuer.rpartition(":")[2]]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.answers, "the provider answers", seconds=30)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=1).ok
        except requests.RequestException:
            return False

    def know(self, subject: str, **claims) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def authorize(self, address: str, subject: str, **data) -> str:
        """The path and query to which the browser of the person with this subject is sent back."""
        answer = requests.post(address, data={"sub": subject, **data}, timeout=5, allow_redirects=False)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def settings(self, **changes) -> list[dict]:
        return [
            {
                "id": "oidc",
                "name": "Kommunen",
                "issuer": self.issuer,
                "client_id": "rundebord",
                "secret": "hemmeleg",
                "scopes": ["openid", "profile", "email"],
                "trust_email": False,
                **changes,
            }
        ]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
