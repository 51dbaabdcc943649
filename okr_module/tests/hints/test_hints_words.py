import string
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...hints import sentence_key, words
from ..arithmetic.test_arithmetic_properties import several

BOTH = ("vi", "en")
LISTS = Path(words.__file__).parent / "word_lists"

#: sentence: the wishes in it, read by somebody who writes Vietnamese
WISHES = {
    "Try our best for every customer": ["try our best"],
    "TRY OUR BEST": ["try our best"],
    "We do our  best": ["do our best"],
    "Answer as soon as possible": ["as soon as possible"],
    "Improve customer satisfaction": ["improve"],
    "Improve and enhance": ["improve", "enhance"],
    "Improvement of the service": ["improvement"],
    # Beside a number a direction does no harm; a wish does.
    "Improve NPS from 20 to 40": [],
    "Improve NPS by 5 %": [],
    "Double what we improved": [],
    "Try our best for 20 customers": ["try our best"],
    # A year, a quarter or a day is no amount.
    "Improve the service in Q3": ["improve"],
    "Improve the service in 2026": ["improve"],
    # Whole words only.
    "Improvisation nights": [],
    "Best industry, retry rate, entry": [],
    "New customers in the north": [],
    "Answer within two hours": [],
    "Cố gắng hết sức vì khách hàng": ["cố gắng hết sức"],
    "CỐ GẮNG phục vụ": ["cố gắng"],
    "Cải thiện dịch vụ": ["cải thiện"],
    "Cải thiện NPS từ 20 lên 40": [],
    "Nâng cao chất lượng": ["nâng cao"],
    "Nâng cao chất lượng gấp đôi": [],
    "Tối ưu hóa quy trình": ["tối ưu hóa"],
    "Tối ưu hoá quy trình": ["tối ưu hóa"],
    # Without its accents it is another word, or none.
    "Co gang va cai thien": [],
    "Khách hàng mới ở miền Bắc": [],
    "Cải thiện and improve": ["cải thiện", "improve"],
    "": [],
}


@tagged("post_install", "-at_install")
class TestHintWords(BaseCase):
    """Which words wish, and which name an amount, in each language."""

    def test_wishes(self):
        for text, found in WISHES.items():
            with self.subTest(text):
                self.assertEqual(words.wishes(text, BOTH), found)

    def test_vietnamese_is_read_by_those_who_write_it(self):
        self.assertEqual(words.wishes("Cải thiện dịch vụ", ("en",)), [])

    def test_amounts(self):
        for text, codes, is_amount in (
            ("NPS 20 to 40", ("en",), True),
            ("40%", ("en",), True),
            ("$2026 a day", ("en",), True),
            ("1.5M visits", ("en",), True),
            ("Twice the visits", ("en",), True),
            ("Gấp đôi", BOTH, True),
            ("Gấp đôi", ("en",), False),
            ("Plan of Q3 and H2", ("en",), False),
            ("Plan for 2027", ("en",), False),
            ("ISO9001", ("en",), False),
        ):
            with self.subTest(text=text, codes=codes):
                self.assertEqual(words.names_number(text, codes), is_amount)

    def test_languages_of_a_writer(self):
        for code, codes in (
            ("vi_VN", ("vi", "en")),
            ("vi", ("vi", "en")),
            ("en_GB", ("en",)),
            ("en_US", ("en",)),
            ("xx_YY", ("en",)),
            ("", ("en",)),
            (None, ("en",)),
            ("../word_lists/vi", ("en",)),
        ):
            with self.subTest(code):
                self.assertEqual(words.languages(code), codes)

    def test_every_list_is_whole(self):
        files = sorted(path.stem for path in LISTS.glob("*.txt"))
        self.assertLessEqual({"en", "vi"}, set(files))
        for language in files:
            with self.subTest(language):
                self.assertTrue(all(words.word_list(language)))

    def test_every_phrase_is_found(self):
        for language in ("en", "vi"):
            lines = (LISTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
            lines = [line.partition("#")[0].strip() for line in lines]
            group = None
            for line in filter(None, lines):
                if line.startswith("["):
                    group = line
                    continue
                with self.subTest(language=language, phrase=line):
                    text = f"X {line.upper()}, y"
                    if group == "[amounts]":
                        self.assertTrue(words.names_number(text, (language,)))
                    else:
                        self.assertTrue(words.wishes(text, (language,)))

    def test_same_sentence(self):
        same = "Win the North"
        for text in ("win the north", " Win  the North! ", "“Win the north”"):
            with self.subTest(text):
                self.assertEqual(sentence_key(text), sentence_key(same))
        for text in ("Win the south", "Win thé north", "Win 10 % of the north", ""):
            with self.subTest(text):
                self.assertNotEqual(sentence_key(text), sentence_key(same))
        self.assertNotEqual(sentence_key("Tăng giá"), sentence_key("Tang gia"))
        self.assertNotEqual(sentence_key("Win 10 %"), sentence_key("Win 10"))
        self.assertEqual(sentence_key("Hoá đơn"), sentence_key("hóa đơn."))
        self.assertEqual(sentence_key("don't"), sentence_key("don’t"))
        # Signs above and below letters are part of the word in every script.
        self.assertNotEqual(sentence_key("कि"), sentence_key("के"))

    @several
    @given(st.text(max_size=60))
    def test_any_text_is_read(self, text):
        for found in words.wishes(text, BOTH):
            self.assertIn(found, words.normalise(text).replace("’", "'"))
        key = sentence_key(text)
        self.assertEqual(sentence_key(key), key)
        self.assertEqual(sentence_key(f"  {text} ."), key)

    @several
    @given(st.text(alphabet="aăâeêioôơuưyAÂƠ ngtć̣̀̉̃", max_size=30))
    def test_composition_does_not_matter(self, text):
        """Some keyboards write a letter and its accent as two characters."""
        composed = unicodedata.normalize("NFC", text)
        apart = unicodedata.normalize("NFD", composed)
        self.assertEqual(words.normalise(composed), words.normalise(apart))
        self.assertEqual(sentence_key(composed), sentence_key(apart))

    @several
    @given(st.text(alphabet=string.ascii_letters, min_size=1, max_size=8))
    def test_no_word_is_found_within_another(self, letters):
        self.assertNotIn("try", words.wishes(f"{letters}try", ("en",)))
        self.assertNotIn("try", words.wishes(f"try{letters}", ("en",)))

    @several
    @given(st.integers(0, 1800), st.sampled_from(["", " %", "k", " customers"]))
    def test_a_number_beside_a_direction(self, number, unit):
        self.assertEqual(words.wishes(f"Improve by {number}{unit}", BOTH), [])
