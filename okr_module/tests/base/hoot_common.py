import logging
import re
from pathlib import Path

from odoo.modules import Manifest

from odoo.addons.web.tests import test_js

# Tags are set by a statement before the test, or for the whole file
TEST = re.compile(r"^\s*(?:test\.tags\(([^)]*)\);\s*)?test\(", re.MULTILINE)
FILE_TAGS = re.compile(r"\bdescribe\.current\.tags\(([^)]*)\)")
PASSED = re.compile(r"Passed (\d+) tests")
# Hoot leaves out the tests that are tagged for another size of screen
LEFT_OUT = {"desktop": ("mobile",), "mobile": ("desktop", "headless")}


class _Lines(logging.Handler):
    """Keeps what the browser writes, without keeping it from other readers."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


class HootCommon(test_js.HOOTCommon):
    """Runs one addon's tests in JavaScript and checks that all of them ran.

    Hoot succeeds when it finds no test, and a file that is in no bundle is never
    found. So the tests are counted in the source as well.
    """

    hoot_addon = None
    # Odoo's own tests of what it makes of the filters; its runner inherits none
    test_generate_hoot_hash = None
    test_get_hoot_filter = None

    def setUp(self):
        self._test_params = [("+", f"@{self.hoot_addon}")]
        super().setUp()

    def _written(self, preset: str) -> int:
        """Count the tests in the source that this preset has to run."""
        folder = Path(Manifest.for_addon(self.hoot_addon).path, "static", "tests")
        count = 0
        for path in folder.rglob("*.test.js"):
            source = path.read_text(encoding="utf-8")
            of_file = " ".join(FILE_TAGS.findall(source))
            for of_test in TEST.findall(source):
                tags = f"{of_file} {of_test}"
                count += not any(f'"{tag}"' in tags for tag in LEFT_OUT[preset])
        return count

    def _run_hoot(self, preset: str, options: str = ""):
        """Run the tests of this addon as a desktop or as a mobile browser."""
        written = self._written(preset)
        # Asked for a suite that does not exist, Hoot runs every test of Odoo
        self.assertTrue(written, f"no test is written for {preset}")
        reader = _Lines()
        browser_log = self._logger.getChild("browser")
        level = browser_log.level
        browser_log.setLevel(logging.INFO)
        browser_log.addHandler(reader)
        try:
            self._open_hoot(preset, options)
        finally:
            browser_log.removeHandler(reader)
            browser_log.setLevel(level)
        passed = [int(n) for line in reader.lines for n in PASSED.findall(line)]
        self.assertEqual(passed, [written], "other tests ran than are written")

    def _open_hoot(self, preset: str, options: str):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}{options}"
            f"&timeout=15000{self.hoot_filters}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
