"""How fluid the map is with 2,000 objectives: milliseconds and frames a second.

Of a server that runs, with the demonstration data (``./okr run``):

    ./okr python benchmarks/large_map.py http://127.0.0.1:8069

The objectives are made up in the browser, so that only the screen is measured; what
the server takes for them is in ``ten_thousand.py``.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from launcher.browser import Browser  # noqa: E402


def main(url: str) -> None:
    """Measure and print."""
    script = (HERE / "large_map.js").read_text(encoding="utf-8")
    with Browser(1400, 900) as browser:
        browser.log_in(url, "admin", "admin")
        # Once before, so that what views load is there
        browser.open(f"{url}/odoo/okr-alignment")
        browser.open(f"{url}/odoo/okr")
        for name, value in browser.run(script).items():
            print(f"{name:15} {value}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
