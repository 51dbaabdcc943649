"""Words that say a wish, and numbers that say a change.

Each language has a file of words in ``word_lists``, named by its code. A new language
is a new file: nothing else has to know of it.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_LISTS = Path(__file__).parent / "word_lists"
#: tested whatever the writer's language is: much English is written everywhere
ALWAYS = "en"

# Vietnamese has two ways to place the tone of these: hoá and hóa are one word.
_TONES = {
    "oáàảãạ": "óòỏõọa",
    "oéèẻẽẹ": "óòỏõọe",
    "uýỳỷỹỵ": "úùủũụy",
}
_TONE_PLACES = {
    first + marked: plain_marked + last
    for (first, *with_tone), (*plain, last) in (
        (tuple(new), tuple(old)) for new, old in _TONES.items()
    )
    for marked, plain_marked in zip(with_tone, plain, strict=True)
}
_TONE_PLACE = re.compile("|".join(_TONE_PLACES))

# A number, with what makes money or a share of it. Not Q3, and no part of a word.
_NUMBER = re.compile(r"(?<![\w.,])([$€£¥₫]\s?)?(\d+(?:[.,]\d+)*)(\s?[%‰]|\w*)")
_YEARS = range(1900, 2101)


class WordList(NamedTuple):
    """The words of one language, each group as one pattern (None: no words)."""

    #: say nothing that could be seen, whatever stands beside them
    wishes: re.Pattern | None
    #: say no amount; beside a number they do no harm
    verbs: re.Pattern | None
    #: say an amount without a digit
    amounts: re.Pattern | None


def normalise(text):
    """Return a text in one way of writing it: case, composition, tones, spaces.

    Accents stay: in Vietnamese they make the word.

    >>> normalise("  Tối ưu  HOÁ ")
    'tối ưu hóa'
    """
    text = unicodedata.normalize("NFC", (text or "").casefold())
    text = _TONE_PLACE.sub(lambda place: _TONE_PLACES[place[0]], text)
    return " ".join(text.split())


def sentence_key(text):
    """Return what two sentences share that say the same: no case, no punctuation.

    >>> sentence_key("Win  the North!") == sentence_key("win the north")
    True
    """
    kept = (
        char
        if char == "%" or unicodedata.category(char)[0] not in "PZC"
        # An apostrophe stands within a word, whichever one was typed.
        else ("" if char in "'’" else " ")
        for char in normalise(text)
    )
    return " ".join("".join(kept).split())


def languages(code):
    """Return the codes of the word lists for a language: its own, then English.

    :param str code: such as ``vi_VN``, ``vi``, ``pt_BR``; may be empty

    >>> languages("vi_VN"), languages("xx_YY")
    (('vi', 'en'), ('en',))
    """
    code = code or ALWAYS
    own = (
        name for name in (code, code.partition("_")[0]) if word_list(name) is not None
    )
    return tuple(dict.fromkeys((*(name for name in [next(own, None)] if name), ALWAYS)))


@lru_cache(maxsize=64)
def word_list(language):
    """Return the :class:`WordList` of a language code, None where there is none."""
    # The code may come from anywhere: it names one of the files, never a path.
    files = {path.stem: path for path in _LISTS.glob("*.txt")}
    if language not in files:
        return None
    groups = {name: [] for name in WordList._fields}
    current = None
    for line in files[language].read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            current = groups[line.strip("[]")]
        elif line:
            current.append(normalise(line))
    return WordList(*(_pattern(groups[name]) for name in WordList._fields))


def _pattern(phrases):
    if not phrases:
        return None
    # The longest first: "try our best" is said rather than "try".
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


def _found(name, text, codes):
    """Return what the lists of some languages find in a text, in order, each once."""
    found = []
    for code in codes:
        pattern = getattr(word_list(code), name, None)
        if pattern:
            found += [(match.start(), match[0]) for match in pattern.finditer(text)]
    return list(dict.fromkeys(word for _start, word in sorted(found)))


def names_number(text, codes=(ALWAYS,)):
    """Tell whether a text names an amount; a year or a quarter alone is none.

    >>> names_number("NPS 20 to 40"), names_number("Plan for Q3 2026")
    (True, False)
    """
    text = normalise(text)
    for money, digits, rest in _NUMBER.findall(text):
        year = digits.isdecimal() and len(digits) == 4 and int(digits) in _YEARS
        if money or rest or not year:
            return True
    return bool(_found("amounts", text, codes))


def wishes(text, codes=(ALWAYS,)):
    """Return the words of a text that wish instead of saying what changes.

    >>> wishes("We will try our best"), wishes("Improve service")
    (['try our best'], ['improve'])
    >>> wishes("Improve NPS from 20 to 40")
    []
    """
    plain = normalise(text).replace("’", "'")
    found = _found("wishes", plain, codes)
    if not names_number(plain, codes):
        found += _found("verbs", plain, codes)
    return list(dict.fromkeys(found))
