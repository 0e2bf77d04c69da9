"""A browser driven over the WebDriver protocol (W3C), as much as a test of one page needs: Debian's chromium and
chromium-driver are enough, no package of ours."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--window-size=1280,900"),
]


class Browser:
    def __init__(self, address: str, session: str) -> None:
        self._address = f"{address}/session/{session}"

    def open(self, path: Path) -> None:
        self._call("url", {"url": path.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script in the page returns."""
        return self._call("execute/sync", {"script": script, "args": list(arguments)})

    def press(self, text: str) -> None:
        """Keys, where the focus is."""
        keys = [{"type": step, "value": key} for key in text for step in ("keyDown", "keyUp")]
        self._call("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": keys}]})

    def picture(self, path: Path) -> None:
        with urllib.request.urlopen(f"{self._address}/screenshot") as answer:
            path.write_bytes(base64.b64decode(json.load(answer)["value"]))

    def complaints(self) -> list[str]:
        """Errors and warnings on the console: also what the page's own policy refused."""
        return [each["message"] for each in self._call("se/log", {"type": "browser"})]

    def requests(self) -> list[str]:
        """Every address the page asked for."""
        messages = [json.loads(each["message"])["message"] for each in self._call("se/log", {"type": "performance"})]
        sent = [each["params"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        return [str(each["request"]["url"]) for each in sent]

    def _call(self, what: str, body: dict[str, Any]) -> Any:
        return _post(f"{self._address}/{what}", body)


def _post(address: str, body: dict[str, Any], method: str = "POST") -> Any:
    data = json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


@contextmanager
def opened() -> Iterator[Browser]:
    """A fresh browser; the test is skipped, and says so, where there is none."""
    driver = shutil.which("chromedriver")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not driver or not chromium:
        pytest.skip("no browser here: install chromium and chromium-driver (Debian) to try report.html in one")
    process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = f"http://127.0.0.1:{_port(process)}"
        options = {"binary": chromium, "args": _FLAGS}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        session = _post(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        try:
            yield Browser(address, session)
        finally:
            _post(f"{address}/session/{session}", {}, "DELETE")
    finally:
        process.terminate()
        process.wait(10)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    started = time.monotonic()
    for line in process.stdout:
        if "started successfully on port" in line:
            return int(line.split("on port")[1].strip(" .\n"))
        if time.monotonic() - started > 30:
            break
    raise RuntimeError("chromedriver did not start")
