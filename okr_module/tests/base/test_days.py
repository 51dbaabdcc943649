from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from ...models.base.texts import say_day


@tagged("post_install", "-at_install")
class TestDays(TransactionCase):
    """Days and numbers are said as people say them."""

    @freeze_time("2026-11-26")
    def test_day(self):
        self.assertEqual(say_day(self.env, date(2026, 12, 4)), "Fri, Dec 4")
        self.assertEqual(say_day(self.env, "2027-01-04"), "Mon, Jan 4, 2027")
        self.assertEqual(say_day(self.env, False), "")

    def test_percentages_as_each_language_sets_them(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        key_result = self.env["okr.key.result"].new({"metric_type": "percent"})
        self.assertEqual(key_result._format_value(85), "85%")
        french = key_result.with_context(lang="fr_FR")
        self.assertEqual(french._format_value(82, 95), "82 – 95\N{NO-BREAK SPACE}%")

    def test_arrows_point_where_one_reads_on(self):
        self.env["res.lang"]._activate_lang("he_IL")
        key_result = self.env["okr.key.result"].new({"metric_type": "number"})
        self.assertEqual(key_result._format_value(1, 2, between=" → "), "1 → 2")
        hebrew = key_result.with_context(lang="he_IL")
        self.assertEqual(hebrew._format_value(1, 2, between=" → "), "1 ← 2")
