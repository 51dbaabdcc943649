"""What a reply to a reminder says, line by line."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

#: A number as it may be typed, its sign, and what may directly follow it
_NUMBER = r"[+\-−–]?\s?\d(?:[\d.,'’\u00a0\u202f\u2009]*\d)?"
_GROUPED_BY_BLANKS = r"[+\-−–]?\s?\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?"
_UNIT = r"\s?[%‰€$£¥₫]|\s(?:[A-Z]{3}|kg|km|pcs|h)\b(?=\s*$)"
_MARK = re.compile(
    r"^(?:#|no\.?\s?|nr\.?\s?|n°\s?|số\s)?\s?(\d{1,3})\s*(?:[:=)\]]|[.\-–—](?=\s))\s*(.*)$",
    re.IGNORECASE,
)
_MARK_HASH = re.compile(r"^#\s?(\d{1,3})\s+(.*)$")


class Line(NamedTuple):
    """What is said of one key result."""

    #: its number in the mail, from 1
    number: int
    #: the value, in the metric's own unit; None where none is said
    value: float | None
    help_needed: bool
    #: the text behind a request for help
    help_text: str
    note: str


@dataclass
class Answer:
    """What was understood of a reply, and which lines were not."""

    lines: list = field(default_factory=list)
    not_understood: list = field(default_factory=list)


def read_answer(
    text,
    count,
    decimal=".",
    thousands=",",
    help_words=("help",),
    yes_no=(),
    booleans=(),
):
    """Read a reply.

    A line with a number says where a key result stands; where the mail holds several,
    its number in the mail stands before it ("2: 42"). A line that begins with a word
    for help asks for help, with the text behind it. Other text becomes the note of what
    was said before it, or of all where it comes first. A number that can be read in two
    ways is not understood.

    :param text: what the person wrote, without quotations and signature
    :param count: how many key results the mail holds
    :param decimal: the decimal mark of the person's language
    :param thousands: the mark between thousands of that language
    :param help_words: words for help, lower case
    :param yes_no: ``(words for yes, words for no)``, lower case
    :param booleans: the numbers in the mail of the key results that are a yes or no
    :return: :class:`Answer`
    """
    answer, said, first_notes, current = Answer(), {}, [], None
    blanks = not (thousands or "").strip()
    for line in filter(None, map(str.strip, text.split("\n"))):
        number, rest, marked = _number_of(line, count)
        if marked and not 1 <= number <= count:
            answer.not_understood.append(line)
            current = None
            continue
        asked = _help(rest, help_words)
        if asked is not None:
            if number is None and current is None and count > 1:
                answer.not_understood.append(line)
                continue
            entry = said.setdefault(number or current or 1, _entry())
            entry["help"] = True
            entry["help_text"].append(asked)
            current = number or current or 1
            continue
        words = yes_no if number in booleans else ()
        found = _value(rest, decimal, thousands, blanks, words)
        if found == "unclear":
            answer.not_understood.append(line)
            current = None
        elif found:
            value, note = found
            if number is None:
                # A bare number among several key results says nothing.
                answer.not_understood.append(line)
                current = None
                continue
            entry = said.setdefault(number, _entry())
            if entry["value"] is not None and entry["value"] != value:
                entry["twice"] = True
            entry["value"] = value
            entry["note"] += [note] if note else []
            current = number
        elif marked:
            # "2: nothing new" says something of it, and no value.
            current = number
            said.setdefault(number, _entry())["note"].append(rest)
        elif current is not None:
            said[current]["note"].append(line)
        else:
            first_notes.append(line)
    _sum_up(answer, said, first_notes)
    return answer


def read_number(text, decimal=".", thousands=","):
    """Return the number that a text is in a language, None where that is not clear.

    >>> read_number("1.234,5", ",", "."), read_number("1,234.5")
    (1234.5, 1234.5)
    >>> read_number("3.5", ",", "."), read_number("1.234", ",", ".")
    (3.5, 1234.0)
    >>> read_number("1,23,4") is None
    True
    """
    digits = re.sub(r"[\s'’\u00a0\u202f\u2009]", "", text).replace("−", "-")
    digits = digits.replace("–", "-")
    sign = -1.0 if digits.startswith("-") else 1.0
    digits = digits.lstrip("+-")
    thousands = (thousands or "").strip()
    if decimal in digits and digits.count(decimal) == 1:
        whole, _mark, part = digits.partition(decimal)
    elif decimal in digits:
        # Several of them can only stand between thousands.
        if thousands and thousands in digits:
            return None
        whole, part, thousands = digits, "", decimal
    else:
        whole, part = digits, ""
        marks = [mark for mark in ".,'" if mark in whole]
        if marks == [thousands] and whole.count(thousands) == 1:
            left, right = whole.split(thousands)
            if len(right) != 3 or len(left) > 3:
                # It cannot stand between thousands: another language's decimal mark.
                whole, part = left, right
    if not part.isdigit() and part:
        return None
    groups = whole.split(thousands) if thousands else [whole]
    if len(groups) > 1 and (
        not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])
    ):
        return None
    whole = "".join(groups)
    if not whole.isdigit() or not whole.isascii() or not part.isascii():
        return None
    return sign * float(f"{whole}.{part or 0}")


def _entry():
    return {"value": None, "help": False, "help_text": [], "note": [], "twice": False}


def _sum_up(answer, said, first_notes):
    spoken = {
        number: entry
        for number, entry in said.items()
        if entry["value"] is not None or entry["help"]
    }
    for number, entry in sorted(said.items()):
        if entry["twice"]:
            answer.not_understood.append(f"{number}: {entry['value']:g}")
        elif number in spoken:
            answer.lines.append(
                Line(
                    number,
                    entry["value"],
                    entry["help"],
                    "\n".join(filter(None, entry["help_text"])),
                    "\n".join([*first_notes, *entry["note"]]),
                )
            )
        else:
            answer.not_understood += [f"{number}: {note}" for note in entry["note"]]
    if not answer.lines:
        answer.not_understood += first_notes


def _number_of(line, count):
    """Return ``(number in the mail, the rest of the line, whether it was said)``."""
    match = _MARK_HASH.match(line) or _MARK.match(line)
    if match and (count > 1 or line.startswith("#") or int(match.group(1)) == 1):
        if count > 1 or match.group(2):
            return int(match.group(1)), match.group(2).strip(), True
    return (1 if count == 1 else None), line, False


def _help(text, words):
    lowered = text.lower()
    for word in words:
        if lowered.startswith(word):
            rest = text[len(word) :]
            if not rest or not rest[0].isalnum():
                return rest.strip(" :!,.-–—\t")
    return None


def _value(text, decimal, thousands, blanks, yes):
    """Return ``(value, note)``, None for no number, "unclear" for one of two senses."""
    for words, value in zip(yes, (1.0, 0.0), strict=False):
        match = re.match(r"^([^\W\d_]+)[\s:,.!-]*(.*)$", text)
        if match and match.group(1).lower() in words:
            return value, match.group(2)
    pattern = f"{_GROUPED_BY_BLANKS}|{_NUMBER}" if blanks else _NUMBER
    match = re.match(rf"^({pattern})((?:{_UNIT})?)(.*)$", text)
    if not match:
        match = re.match(rf"^([€$£¥₫]\s?)({pattern})(.*)$", text)
        if not match:
            return None
        digits, rest = match.group(2), match.group(3)
    else:
        digits, rest = match.group(1), match.group(3)
    if rest and not rest[0].isspace() and rest[0] not in ".,;:!":
        # 12k, 3rd, 26/11, 7-9: a number that means something else
        return "unclear"
    if re.match(r"^[.,;:!]\S", rest) or re.match(r"^\s*[\-–—/x*+]\s*\d", rest):
        return "unclear"
    if re.match(r"^\s+\d", rest):
        return "unclear"
    number = read_number(digits, decimal, thousands)
    return "unclear" if number is None else (number, rest.strip(" \t.,;:!-–—"))
