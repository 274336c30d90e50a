"""Pictures of every public page, to be looked at: ``python -m scripts.page_screenshots ADDRESS FOLDER [NAME …]``.

``ADDRESS`` is where the program answers, such as http://127.0.0.1:8080; the pages are those of its first alliance and
of the last planned event. Each page is taken on a phone, on a desktop and in the dark; what is printed is taken as a
PDF, too. Needs chromium and chromedriver.
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Final

from tests.web.browser import Browser

SIZES: Final = {"phone": (390, 844, False), "desktop": (1280, 900, False), "dark": (1280, 900, True)}
TV: Final = {"tv": (1920, 1080, False), "tv-dark": (1920, 1080, True), "phone": (390, 844, False)}
MOST_HEIGHT: Final = 4000


def addresses(address: str) -> dict[str, str]:
    """Name → path."""
    front = _read(f"{address}/") if "/a/" in _read(f"{address}/") else _read(f"{address}/a")
    alliance = _first(r'href="(/a/[a-z0-9-]+)"', front)
    members, plan = _read(f"{address}{alliance}/members"), _read(f"{address}{alliance}/plan")
    library = _first(r'href="(/a/[^"]+/l/\d+)"', members)
    event = re.findall(r'href="(/e/\d+)"', plan)[-1]  # the last one is still to come, whatever the clock
    month = _first(r'href="([^"]+month=[^"]+)"', plan).replace("&amp;", "&")
    year = _first(r'href="([^"]+year=[^"]+)"', plan)
    parts = {part: f"{alliance}/{part}" for part in ("plan", "chronicle", "members", "journal", "agreement", "tv")}
    return {
        "home": "/",
        "alliance": alliance,
        **parts,
        "month": month,
        "year": year,
        "library": library,
        "event": event,
        "poster": f"{event}/poster",
        "missing": "/nowhere",
    }


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - an address of whoever runs this
        return str(answer.read().decode())


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise SystemExit(f"nothing like {pattern} on the page: furnish an alliance first")
    return found[1]


def main() -> int:
    address, folder, *wanted = sys.argv[1:]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(Path(profile))
        try:
            for name, path in addresses(address.rstrip("/")).items():
                if wanted and name not in wanted:
                    continue
                for look, (width, height, dark) in (TV if name == "tv" else SIZES).items():
                    browser.resize(width, height)
                    browser.dark(on=dark)
                    browser.opens(address.rstrip("/") + path)
                    if name != "tv":
                        browser.resize(width, min(max(browser.height(), height), MOST_HEIGHT))
                    (target / f"{name}-{look}.png").write_bytes(base64.b64decode(browser.shot()))
                if name in ("month", "poster"):
                    (target / f"{name}.pdf").write_bytes(browser.prints())
                print(name)
        finally:
            browser.closes()
    return 0


if __name__ == "__main__":
    sys.exit(main())
