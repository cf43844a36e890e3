"""Chromium, Firefox and WebKit behind one small interface, so that one script can run in all three.

Playwright drives Debian's Chromium, but neither Debian's Firefox nor its WebKitGTK. Those take the commands of
WebDriver: Firefox on a socket of its own (Marionette, for which Debian has no geckodriver), WebKitGTK over HTTP.
"""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.seminar.server.serving import free_port, until

FIREFOX = Path("/usr/bin/firefox-esr")
WEBKIT = Path("/usr/bin/WebKitWebDriver")
XVFB = Path("/usr/bin/Xvfb")
PREFERENCES = {
    "intl.accept_languages": "en-GB, en",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.sessionstore.resume_from_crash": False,
    "toolkit.startup.max_resumed_crashes": -1,
}
KEYS = {"Control": "\ue009", "Enter": "\ue007", "Tab": "\ue004", "End": "\ue010", "Backspace": "\ue003"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that WebDriver gives to references


class Tab(Protocol):
    """One page of a browser. A `script` is the body of a function that finds its parameters in `arguments`."""

    def open(self, url: str) -> None: ...
    def reload(self) -> None: ...
    def run(self, script: str, *arguments: Any) -> Any: ...

    def click(self, find: str, *arguments: Any) -> None:
        """Clicks on the element that the script `find` returns."""

    def type(self, text: str) -> None:
        """Types into what has the focus, key by key."""

    def press(self, chord: str) -> None:
        """Presses keys together, such as "Control+Enter"."""

    def close(self) -> None: ...


class Browser(Protocol):
    """A browser with a profile of its own. `can_restart` is whether its profile outlives its process."""

    name: str
    can_restart: bool

    def new_tab(self) -> Tab: ...
    def forget_cookies(self) -> None: ...

    def kill(self) -> None:
        """Ends all of its processes without a chance to finish."""

    def close(self) -> None: ...


class ChromiumTab:
    def __init__(self, page: Page):
        self.page = page
        self.open, self.reload, self.close = page.goto, page.reload, page.close
        self.type, self.press = page.keyboard.type, page.keyboard.press

    def run(self, script: str, *arguments: Any) -> Any:
        return self.page.evaluate(*self.function(script, arguments))

    def click(self, find: str, *arguments: Any) -> None:
        """Finds it again where the page has replaced it in the meantime."""

        def is_clicked() -> bool:
            try:
                self.page.evaluate_handle(*self.function(find, arguments)).as_element().click()
            except PlaywrightError as error:
                if "not attached" not in str(error):
                    raise
                return False
            return True

        until(is_clicked, "the element stays until it is clicked")

    def function(self, script: str, arguments: tuple) -> tuple[str, list]:
        return f"given => (function () {{{script}}}).apply(null, given)", list(arguments)


class Chromium:
    """`context` is a context of a running Chromium, or a persistent one, which can be killed and started again."""

    name = "Chromium"

    def __init__(self, start: Callable[[], BrowserContext], profile: Path | None = None):
        self.start, self.profile = start, profile
        self.can_restart = profile is not None
        self.context = start()

    def new_tab(self) -> ChromiumTab:
        return ChromiumTab(self.context.new_page())

    def forget_cookies(self) -> None:
        self.context.clear_cookies()

    def kill(self) -> None:
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if f"--user-data-dir={self.profile}" in process.read_text():
                    os.kill(int(process.parent.name), signal.SIGKILL)
        self.context = self.start()

    def close(self) -> None:
        self.context.close()


class CommandFailed(Exception):
    """The browser answered a command with an error."""


class DrivenTab:
    def __init__(self, browser: "Firefox | WebKit", handle: str):
        self.browser, self.handle = browser, handle

    def command(self, name: str, **parameters: Any) -> Any:
        if self.browser.current != self.handle:
            self.browser.command("SwitchToWindow", handle=self.handle)
            self.browser.current = self.handle
        return self.browser.command(name, **parameters)

    def open(self, url: str) -> None:
        with suppress(CommandFailed):  # Firefox's answer to a page that cannot be loaded
            self.command("Navigate", url=url)

    def reload(self) -> None:
        """As a person does. The command of this name makes Firefox pass its service worker by."""
        self.run("document.documentElement.dataset.old = ''; setTimeout(() => location.reload())")

        def is_loaded() -> bool:
            with suppress(CommandFailed):  # between two documents
                return self.run(
                    "return !('old' in document.documentElement.dataset) && document.readyState === 'complete'"
                )
            return False

        until(is_loaded, "the page is loaded again", seconds=30)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.command("ExecuteScript", script=script, args=arguments)

    def click(self, find: str, *arguments: Any) -> None:
        """Finds it again where the page has replaced it in the meantime."""

        def is_clicked() -> bool:
            element = self.run(find, *arguments)
            try:
                self.run("arguments[0].scrollIntoView({ block: 'center' })", element)  # WebKit's driver may not
                self.command("ElementClick", id=element[ELEMENT])
            except CommandFailed as error:
                if "stale" not in str(error):
                    raise
                return False
            return True

        until(is_clicked, "the element stays until it is clicked")

    def type(self, text: str) -> None:
        """WebKit's driver drops characters beyond the Basic Multilingual Plane, which no keyboard has a key for."""
        keys = ""
        for character in text:
            if ord(character) <= 0xFFFF:
                keys += character
                continue
            self.send_keys(keys)
            keys = ""
            self.run("document.execCommand('insertText', false, arguments[0])", character)
        self.send_keys(keys)

    def send_keys(self, keys: str) -> None:
        if keys:
            focused = self.run("return document.activeElement")[ELEMENT]
            self.command("ElementSendKeys", id=focused, text=keys.replace("\n", KEYS["Enter"]))

    def press(self, chord: str) -> None:
        keys = [KEYS.get(key, key) for key in chord.split("+")]
        actions = [{"type": "keyDown", "value": key} for key in keys]
        actions += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self.command("PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def close(self) -> None:
        self.command("CloseWindow")
        self.browser.current = "closed"


class Driven:
    """What Firefox and WebKit have in common: processes that are started and ended as a group, and one session."""

    current = ""

    def spawn(self, *command: str, environment: dict[str, str] | None = None, **options: Any) -> subprocess.Popen:
        process = subprocess.Popen(
            command,
            env=os.environ | (environment or {}),
            stdout=options.pop("stdout", subprocess.DEVNULL),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )
        self.processes.append(process)
        return process

    def command(self, name: str, **parameters: Any) -> Any:
        raise NotImplementedError

    def new_tab(self) -> DrivenTab:
        """The session's own first window, or a further one. A tab behind another one is hidden, and rests."""
        if not self.current:
            self.current = self.command("GetWindowHandle")
            return DrivenTab(self, self.current)
        return DrivenTab(self, self.command("NewWindow", type="window")["handle"])

    def forget_cookies(self) -> None:
        self.command("DeleteAllCookies")

    def close(self) -> None:
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
        self.processes.clear()


class Firefox(Driven):
    name, can_restart = "Firefox", True

    def __init__(self, profile: Path):
        self.profile, self.processes = profile, []
        self.start()

    def start(self) -> None:
        port, self.current, self.count = free_port(), "", 0
        preferences = PREFERENCES | {"marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
        (self.profile / "user.js").write_text("\n".join(lines))
        self.spawn(str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(self.profile))
        self.socket = connect(port)
        self.stream = self.socket.makefile("rb")
        self.receive()  # its name and the version of the protocol
        self.command("NewSession")

    def receive(self) -> Any:
        length = b""
        while (byte := self.stream.read(1)) != b":":
            assert byte, "Firefox has ended"
            length += byte
        return json.loads(self.stream.read(int(length)))

    def command(self, name: str, **parameters: Any) -> Any:
        self.count += 1
        data = json.dumps([0, self.count, f"WebDriver:{name}", parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(data), data))
        _, _, error, result = self.receive()
        if error:
            raise CommandFailed(f"{name}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def kill(self) -> None:
        self.close()
        self.start()

    def close(self) -> None:
        self.stream.close()
        self.socket.close()
        super().close()


class WebKit(Driven):
    """It cannot be killed and started again.

    Its driver ends the session when a process of the browser ends, and deletes the profile with it.
    """

    name, can_restart = "WebKit", False
    # A command's method and path within the session.
    COMMANDS = {
        "SwitchToWindow": ("POST", "/window"),
        "GetWindowHandle": ("GET", "/window"),
        "NewWindow": ("POST", "/window/new"),
        "CloseWindow": ("DELETE", "/window"),
        "Navigate": ("POST", "/url"),
        "Refresh": ("POST", "/refresh"),
        "ExecuteScript": ("POST", "/execute/sync"),
        "ElementClick": ("POST", "/element/{id}/click"),
        "ElementSendKeys": ("POST", "/element/{id}/value"),
        "PerformActions": ("POST", "/actions"),
        "DeleteAllCookies": ("DELETE", "/cookie"),
    }

    def __init__(self) -> None:
        self.processes = []
        screen = self.spawn(
            str(XVFB), "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", stdout=subprocess.PIPE
        )
        display = screen.stdout.readline().decode().strip()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.spawn(str(WEBKIT), f"--port={port}", environment={"DISPLAY": f":{display}"})
        connect(port).close()
        (browser,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
        options = {"webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]}}
        session = self.request("POST", "/session", {"capabilities": {"alwaysMatch": options}})
        self.url += f"/session/{session['sessionId']}"

    def request(self, method: str, path: str, data: dict[str, Any]) -> Any:
        body = json.dumps(data).encode() if method == "POST" else None
        request = Request(self.url + path, method=method, data=body, headers={"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except HTTPError as error:
            raise CommandFailed(error.read().decode()) from None

    def command(self, name: str, **parameters: Any) -> Any:
        method, path = self.COMMANDS[name]
        return self.request(method, path.format(id=parameters.pop("id", "")), parameters)

    def kill(self) -> None:
        raise NotImplementedError


def connect(port: int) -> socket.socket:
    """Connects to a process that is starting."""
    connections = []

    def listens() -> bool:
        with suppress(OSError):
            connections.append(socket.create_connection(("127.0.0.1", port)))
        return bool(connections)

    until(listens, f"something listens on port {port}", seconds=60)
    return connections[0]
