"""A browser that is told what to do, over the protocol of Chromium's own tools."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from launcher import process
from launcher.equipment import BROWSERS
from launcher.problems import Problem

# The first page of a server builds what all of them load
PATIENCE = 120
# Odoo's pages are ready when nothing is asked of the server any more
SETTLED = """
document.readyState === "complete" &&
!document.querySelector(".o_loading_indicator, .o_view_sample_data_loading") &&
Boolean(document.querySelector(".o_action_manager > *, form.oe_login_form"))
"""


class Browser:
    """One page of a Chromium without a window.

    :param width: of the screen, in CSS pixels
    :param height: of the screen, in CSS pixels
    :param phone: whether it is touched, and tells pages that it is a phone
    :param scale: device pixels for each CSS pixel
    """

    def __init__(self, width: int, height: int, phone: bool = False, scale: float = 1):
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not program:
            raise Problem("There is no browser.", "Install Chromium or Google Chrome.")
        self._folder = tempfile.TemporaryDirectory(
            prefix="okr-browser-", ignore_cleanup_errors=True
        )
        self._numbers = itertools.count(1)
        self.errors = []
        options = [
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *("--no-first-run", "--disable-extensions", "--disable-dev-shm-usage"),
            *("--remote-allow-origins=*", "--remote-debugging-port=0", "--lang=en-US"),
            *(
                f"--user-data-dir={self._folder.name}",
                f"--window-size={width},{height}",
            ),
        ]
        self._process = subprocess.Popen(
            process.tied([program, *options, "about:blank"]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._connect()
            self.resize(width, height, phone, scale)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def _connect(self):
        # With the tests' own requirements; nothing else of the launcher needs it
        import urllib.request

        import websocket

        told = Path(self._folder.name, "DevToolsActivePort")
        self._until(lambda: told.exists() and told.read_text().count("\n"), "a port")
        port = told.read_text().split()[0]

        def page():
            address = f"http://127.0.0.1:{port}/json"
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                targets = json.load(answer)
            return [target for target in targets if target["type"] == "page"]

        self._until(page, "a page")
        self._socket = websocket.create_connection(
            page()[0]["webSocketDebuggerUrl"], timeout=PATIENCE, max_size=None
        )
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def _until(self, condition, what: str, patience: float = PATIENCE):
        latest = time.monotonic() + patience
        while True:
            if found := condition():
                return found
            if time.monotonic() > latest:
                raise Problem(f"The browser did not come to {what} in {patience} s.")
            time.sleep(0.05)

    def call(self, method: str, **parameters) -> dict:
        """Call a method of the protocol and return its result."""
        number = self._tell(method, **parameters)
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise Problem(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if answer.get("method") == "Page.javascriptDialogOpening":
                # "Leave this page?" would keep it waiting for ever
                self._tell("Page.handleJavaScriptDialog", accept=True)
            if answer.get("method") == "Runtime.exceptionThrown":
                self.errors.append(answer["params"]["exceptionDetails"])

    def _tell(self, method: str, **parameters) -> int:
        """Send a call of the protocol and return the number of its answer."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        return number

    def resize(self, width: int, height: int, phone: bool = False, scale: float = 1):
        """Make it a screen of another size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=phone,
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def run(self, script: str):
        """Run JavaScript, wait for its promise and return what it comes to."""
        result = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            told = result["exceptionDetails"]
            said = told.get("exception", {}).get("description", told["text"])
            raise Problem(f"The page said: {said}")
        return result["result"].get("value")

    def wait(self, condition: str, patience: float = PATIENCE):
        """Wait until an expression in JavaScript is true."""
        self._until(lambda: self.run(condition), condition, patience)

    def open(self, address: str, wait: str = SETTLED):
        """Go to an address and wait until it shows what it has to show."""
        self.call("Page.navigate", url=address)
        time.sleep(0.2)
        self.wait(wait)

    def log_in(self, url: str, login: str, password: str):
        """Be somebody, in an Odoo."""
        self.call("Network.clearBrowserCookies")
        self.open(f"{url}/web/login", "Boolean(document.querySelector('[name=login]'))")
        self.run(
            "document.querySelector('[name=login]').value = "
            f"{json.dumps(login)};"
            f"document.querySelector('[name=password]').value = {json.dumps(password)};"
            "document.querySelector('form.oe_login_form').submit()"
        )
        self.wait("location.pathname.startsWith('/odoo')")
        self.wait(SETTLED)

    def picture(self, path: Path, kind: str = "png", quality: int | None = None):
        """Keep what the screen shows as a picture."""
        options = {} if quality is None else {"quality": quality}
        taken = self.call("Page.captureScreenshot", format=kind, **options)
        path.write_bytes(base64.b64decode(taken["data"]))

    def close(self):
        """End it."""
        if socket := getattr(self, "_socket", None):
            socket.close()
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
