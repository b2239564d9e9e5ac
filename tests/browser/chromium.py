"""A headless Chromium, driven over its own debugging pipe."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
DEADLINE = 60.0


def command() -> str | None:
    """The path of a Chromium; None where there is none."""
    return next((path for name in COMMANDS if (path := shutil.which(name))), None)


class Chromium:
    """One browser with one page. Names that a page looks up all lead to ``resolve_to`` (``127.0.0.1:PORT``)."""

    def __init__(self, profile: Path, resolve_to: str) -> None:
        path = command()
        assert path is not None
        # The browser reads its descriptor 3 and writes its descriptor 4; ours must lie above these.
        theirs_in, ours_out = map(_above, os.pipe())
        ours_in, theirs_out = map(_above, os.pipe())
        self._process = subprocess.Popen(
            [path, *_ARGUMENTS, f"--user-data-dir={profile}", f"--host-resolver-rules=MAP * {resolve_to}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=partial(_place, theirs_in, theirs_out),  # noqa: PLW1509 - no thread is needed between fork and exec
            pass_fds=(3, 4),
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = ours_in, ours_out
        self._number = 0
        self._rest = b""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = ""
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile goes to ``events``."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if getattr(self, "_session", ""):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        for answer in self._messages():
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)
        raise AssertionError("unreachable")

    def open(self, url: str) -> None:
        """Load a page, and wait until it has."""
        self.events.clear()
        self.send("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, outside its content security policy."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def complaints(self) -> list[str]:
        """What the page wrote to the console or violated since it was opened."""
        self.evaluate("new Promise((done) => setTimeout(done, 50))")
        told = []
        for event in self.events:
            if event["method"] == "Log.entryAdded":
                told.append(str(event["params"]["entry"]["text"]))
            elif event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
                told.append(json.dumps(event["params"]))
        return told

    def requests(self) -> list[str]:
        """Addresses that the page asked for since it was opened."""
        sent = (event["params"] for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [str(one["request"]["url"]) for one in sent]

    def picture(self, path: Path, width: int = 1280, **media: str) -> None:
        """A picture of the whole page; ``media`` such as ``prefers_color_scheme="dark"``."""
        features = [
            {"name": name.replace("_", "-"), "value": value} for name, value in media.items() if name != "media"
        ]
        self.send("Emulation.setEmulatedMedia", media=media.get("media", ""), features=features)
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def _wait_for(self, method: str) -> None:
        if any(event.get("method") == method for event in self.events):
            return
        for event in self._messages():
            self.events.append(event)
            if event.get("method") == method:
                return

    def _messages(self) -> Iterator[dict[str, Any]]:
        ends = time.monotonic() + DEADLINE
        while True:
            message, found, rest = self._rest.partition(b"\0")
            if found:
                self._rest = rest
                yield json.loads(message)
                continue
            left = ends - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise TimeoutError(f"Chromium said nothing for {DEADLINE} s")
            read = os.read(self._in, 1 << 16)
            if not read:
                raise EOFError("Chromium ended")
            self._rest += read


_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=NetworkTimeServiceQuerying",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


def _place(reads: int, writes: int) -> None:
    os.dup2(reads, 3)
    os.dup2(writes, 4)


def _above(descriptor: int) -> int:
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
