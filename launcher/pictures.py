"""`./okr pictures`: small pictures of the main screens, from the demonstration data.

README and the page in *Apps* show them, so they are in the repository. They are
made anew, all of them, when a screen has changed.
"""

import argparse
import sys
import time
from dataclasses import dataclass

from launcher import console, equipment, process, server
from launcher.browser import Browser
from launcher.database import Database
from launcher.layout import ROOT
from launcher.problems import Problem

FOLDER = ROOT / "okr_module" / "static" / "description"
DATABASE = "okr_pictures"
WIDE = (1400, 875)
PHONE = (390, 844)
#: each has to be smaller than that, as everybody who clones loads it
LARGEST = 80_000
# Whoever greets newcomers, as the bot does, would stand before what is to be seen
NO_GREETING = """
document.head.append(Object.assign(document.createElement("style"), {
    textContent: ".o-mail-ChatHub, .o_notification_manager { display: none !important }"
}))
"""
# What grows into its place, as charts do, has come to rest
REST = 1.5


@dataclass(frozen=True)
class Picture:
    """One picture.

    :param name: of its file
    :param login: who looks; the password is the same
    :param path: of the screen
    :param phone: whether on a phone
    :param ready: selector of what has to be there
    :param click: selector of what is clicked first
    """

    name: str
    login: str
    path: str
    ready: str
    phone: bool = False
    click: str = ""


PICTURES = (
    Picture("home", "admin", "/odoo/okr", ".o_okr_home_objective"),
    Picture(
        "dashboard", "admin", "/odoo/okr-dashboard", ".o_okr_dashboard canvas, svg"
    ),
    Picture("alignment", "admin", "/odoo/okr-alignment", ".o_okr_map_card"),
    Picture(
        "objectives",
        "admin",
        "/odoo/okr-objectives?view_type=list",
        ".o_okr_progress",
    ),
    Picture(
        "check_in_phone", "anita", "/odoo/okr-checkin", ".o_okr_checkin_what", True
    ),
    Picture("home_phone", "anita", "/odoo/okr", ".o_okr_home_objective", True),
)


def parse(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./okr pictures",
        description=(
            "Makes the pictures of README and Apps anew, from a database of its own "
            "with today's demonstration data."
        ),
    )
    parser.add_argument(
        "--url", help="take them of this server, which has the demonstration data"
    )
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Make all pictures."""
    options = parse(argv)
    ready = equipment.prepare(console.say)
    try:
        if options.url:
            _take_all(ready, options.url.rstrip("/"))
        else:
            _of_a_new_database(ready)
    finally:
        ready.close()
    return 0


def _of_a_new_database(ready) -> None:
    ready.layout.data.mkdir(mode=0o700, exist_ok=True)
    database = Database(ready)
    database.name = DATABASE
    # The days of demonstration data are counted from the day on which it is made
    database.prepare(fresh=True)
    # Nobody is greeted while their picture is taken
    database.sql("UPDATE res_users SET odoobot_state = 'disabled'", DATABASE)
    odoo_server = server.Server(ready, database, server.free_port())
    try:
        odoo_server.start()
        _take_all(ready, odoo_server.url)
    finally:
        odoo_server.stop()
        database.drop()


def _take_all(ready, url: str) -> None:
    """Take all with the interpreter that has what the tests need for a browser."""
    command = [ready.python, "-m", "launcher.pictures", url]
    environment = {**ready.env, "PYTHONPATH": str(ROOT)}
    console.say(process.run(command, env=environment, cwd=ROOT).strip())


def take_all(url: str) -> None:
    """Take all pictures of a server.

    :raise Problem: where one got too large
    """
    with Browser(*WIDE) as browser:
        login = None
        for picture in PICTURES:
            browser.resize(*(PHONE if picture.phone else WIDE), picture.phone)
            if picture.login != login:
                login = picture.login
                browser.log_in(url, login, login)
            take(browser, url, picture)


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Take one picture."""
    browser.open(url + picture.path)
    browser.wait(f"Boolean(document.querySelector({picture.ready!r}))")
    if picture.click:
        browser.run(f"document.querySelector({picture.click!r}).click()")
    browser.run(NO_GREETING)
    # Numbers that are typed are marked, and nothing else shall be
    browser.run("document.activeElement?.blur(); getSelection().removeAllRanges()")
    time.sleep(REST)
    path = FOLDER / f"{picture.name}.webp"
    for quality in (85, 70, 55):
        browser.picture(path, "webp", quality)
        if path.stat().st_size < LARGEST:
            break
    else:
        raise Problem(f"{path.name} is larger than {LARGEST // 1000} kB.")
    console.say(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    take_all(sys.argv[1])
