"""Makes each addon's README.rst and its page in Apps, index.html.

Both come from the manifest and from the texts in the addon's folder ``readme``, with
the titles and in the order that OCA's addons have. Unlike those of OCA's own generator
they name no repository, for this one has no public address, and the page loads nothing
from elsewhere. Once there is an address, ``oca-gen-addon-readme`` can take over: it
reads the same texts, and the same word in a page tells it that the page is no handwork.

Runs in the environment of the tests: ``python -m launcher.readme --check``.
"""

import argparse
import ast
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import pypandoc
from docutils.core import publish_parts

from launcher import addons
from launcher.layout import ROOT

COMMENT = (
    "Made of the texts in the folder readme, in the form of oca-gen-addon-readme. "
    "Change those and run: ./okr test static --fix"
)
# The texts, by the names of their files, and their titles
SECTIONS = (
    ("CONTEXT", "Use Cases / Context"),
    ("INSTALL", "Installation"),
    ("CONFIGURE", "Configuration"),
    ("USAGE", "Usage"),
    ("ROADMAP", "Known issues / Roadmap"),
    ("DEVELOP", "Development"),
    ("HISTORY", "Changelog"),
)
CREDITS = (("CONTRIBUTORS", "Contributors"), ("CREDITS", "Other credits"))
BUGS = (
    "Please tell those from whom you have this addon what you did, what you expected "
    "and what you saw instead, with the version of this addon and of Odoo."
)
MARKDOWN = "gfm-raw_html-gfm_auto_identifiers"
RST = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 2,
    "smart_quotes": True,
    "syntax_highlight": "none",
    # Below the addon's name
    "initial_header_level": 2,
}
BADGE = "https://img.shields.io/badge/"
STATUS_PAGE = "https://odoo-community.org/page/development-status"
STATUS_COLOURS = {
    "Alpha": "red",
    "Beta": "yellow",
    "Production/Stable": "green",
    "Mature": "brightgreen",
}
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<title>{title}</title>
<style>
body {{ font-family: sans-serif; line-height: 1.5; margin: 2em auto; max-width: 50em; }}
img {{ max-width: 100%; }}
</style>
</head>
<body>
<!-- {comment} -->
{body}</body>
</html>
"""


def texts(addon: Path) -> dict[str, str]:
    """The addon's texts as reStructuredText, by the names of their files."""
    names = ["DESCRIPTION", *(name for name, title in (*SECTIONS, *CREDITS))]
    paths = [addon / "readme" / f"{name}.md" for name in names]
    return {path.stem: _to_rst(path) for path in paths if path.exists()}


def _to_rst(path: Path) -> str:
    # Paths of pictures start at the text; in README.rst they start at the addon
    text = path.read_text(encoding="utf-8").replace("](../static/", "](static/")
    # A title within a text stands below that of its section
    shift = 1 if path.stem in dict(CREDITS) else 0
    options = [f"--shift-heading-level-by={shift}"]
    rst = pypandoc.convert_text(text, "rst", MARKDOWN, options, sandbox=True)
    return rst.strip()


def _titled(title: str, line: str, *parts: str) -> str:
    return "\n\n".join([f"{title}\n{line * len(title)}", *filter(None, parts)])


def _badges(manifest: dict) -> str:
    """Pictures that say how ripe the addon is and under which licence it comes."""
    status = manifest.get("development_status", "Beta")
    licence = manifest["license"]
    law = f"https://www.gnu.org/licenses/{licence.lower()}.0-standalone.html"
    badges = (
        ("maturity", status, STATUS_COLOURS[status], STATUS_PAGE),
        ("license", licence, "blue", law),
    )
    lines = []
    for number, (label, word, colour, target) in enumerate(badges, 1):
        shown = word.replace("-", "--").replace("/", "%2F")
        lines += [
            f".. |badge{number}| image:: {BADGE}{label}-{shown}-{colour}.png",
            f"    :target: {target}",
            f"    :alt: {label} {word}",
        ]
    return "\n".join([*lines, "", "|badge1| |badge2|"])


def _sections(manifest: dict, held: dict[str, str]) -> str:
    """Everything below the description."""
    parts = [
        _titled(title, "=", held[name]) for name, title in SECTIONS if name in held
    ]
    authors = [f"* {author.strip()}" for author in manifest["author"].split(",")]
    credits = [_titled("Authors", "-", "\n".join(authors))] + [
        _titled(title, "-", held[name]) for name, title in CREDITS if name in held
    ]
    parts += [_titled("Bug Tracker", "=", BUGS), _titled("Credits", "=", *credits)]
    return "\n\n".join(parts)


def readme(manifest: dict, held: dict[str, str]) -> str:
    """The text of README.rst.

    :param manifest: the addon's manifest
    :param held: its texts as reStructuredText
    """
    line = "=" * len(manifest["name"])
    parts = [
        f"{line}\n{manifest['name']}\n{line}",
        "..\n   " + COMMENT.replace(". ", ".\n   "),
        _badges(manifest),
        held["DESCRIPTION"],
        "**Table of contents**",
        ".. contents::\n   :local:",
        _sections(manifest, held),
    ]
    return "\n\n".join(parts) + "\n"


def page(manifest: dict, held: dict[str, str]) -> str:
    """The text of index.html.

    Without badges and table of contents: the one would have each administrator's
    browser tell others what is looked at, the other differs between docutils' versions.
    """
    source = f"{held['DESCRIPTION']}\n\n{_sections(manifest, held)}\n"
    body = publish_parts(source, writer_name="html4css1", settings_overrides=RST)
    # Odoo looks for pictures beside the page
    text = body["fragment"].replace('src="static/description/', 'src="')
    title = escape(manifest["name"])
    body = f"<h1>{title}</h1>\n{text}"
    return PAGE.format(title=title, comment=COMMENT, body=body)


def generated(addon: Path, held: dict[str, str]) -> dict[Path, str]:
    """What the generated files of an addon should contain, by their paths.

    :param held: the addon's texts as reStructuredText
    :raise docutils.utils.SystemMessage: if these are not valid
    """
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
    result = {
        addon / "README.rst": readme(manifest, held),
        addon / "static" / "description" / "index.html": page(manifest, held),
    }
    # What a reader of README.rst would stumble over is an error
    publish_parts(
        result[addon / "README.rst"], writer_name="null", settings_overrides=RST
    )
    return result


def outdated(folders: list[Path]) -> dict[Path, str]:
    """The generated files that are not as they should be, with their right content."""
    # Most of the time is pandoc's
    with ThreadPoolExecutor() as pool:
        held = list(pool.map(texts, folders))
    return {
        path: text
        for addon, texts_of_it in zip(folders, held, strict=True)
        for path, text in generated(addon, texts_of_it).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def main(arguments: list[str] | None = None) -> int:
    """Check or write the generated files of all addons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="name what does not fit")
    mode.add_argument("--write", action="store_true", help="write what does not fit")
    options = parser.parse_args(arguments)
    found = outdated([ROOT / name for name in addons.names()])
    for path, text in found.items():
        print(f"{path.relative_to(ROOT)} does not fit the texts in the folder readme")
        if options.write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    # As with pre-commit's hooks: what was mended is to be looked at
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
