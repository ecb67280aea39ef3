"""A page in a headless Chromium, driven through its debugging pipe: nothing has to be installed beside the browser."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run")
PATIENCE_S = 10
# The browser reads from descriptor 3 and writes to 4.
AS_BROWSER = """
import os, sys
ours = [os.dup(int(each)) for each in sys.argv[1:3]]
for place, each in enumerate(ours, start=3):
    os.dup2(each, place)
    os.set_inheritable(place, True)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Page:
    """`width` and `language` are those of the device."""

    def __init__(self, commands: int, answers: int, language: str, width: int) -> None:
        self._commands, self._answers, self._read, self._number = commands, answers, b"", 0
        self._session: str | None = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", **size)
        self._call("Emulation.setUserAgentOverride", userAgent="test", acceptLanguage=language)
        self._call("Page.enable")

    def open(self, url: str) -> None:
        self._call("Page.navigate", url="about:blank")
        self._call("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression."""
        said = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    def wait_for(self, condition: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not self.run(condition):
            assert time.monotonic() < until, f"{condition}\n{self.run('document.body.innerText')}"
            time.sleep(0.02)

    def type_into(self, selector: str, text: str) -> None:
        self.run(f"document.querySelector({selector!r}).value = ''; document.querySelector({selector!r}).focus()")
        self._call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({selector!r}).click()")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\x00")
        while True:
            said = json.loads(self._next())
            if said.get("id") == self._number:
                assert "error" not in said, said
                return dict(said["result"])

    def _next(self) -> bytes:
        while b"\x00" not in self._read:
            received = os.read(self._answers, 65536)
            assert received, "the browser has ended"
            self._read += received
        message, _, self._read = self._read.partition(b"\x00")
        return message


@contextmanager
def page(language: str, width: int) -> Iterator[Page]:
    assert PROGRAM is not None
    (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
    with TemporaryDirectory(prefix="contest-browser-", ignore_cleanup_errors=True) as profile:
        browser = [PROGRAM, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        command = [sys.executable, "-c", AS_BROWSER, str(their_in), str(their_out), *browser]
        with Path(profile, "log").open("wb") as log:
            process = subprocess.Popen(command, pass_fds=(their_in, their_out), stderr=log, stdout=log)
        try:
            os.close(their_in)
            os.close(their_out)
            yield Page(our_out, our_in, language, width)
        finally:
            process.terminate()
            process.wait()
            os.close(our_out)
            os.close(our_in)
