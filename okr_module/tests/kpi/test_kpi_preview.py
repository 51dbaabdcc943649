from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.kpi.query import KpiQuery
from ..query_common import recorded_queries
from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiPreview(TestOkrKpiCommon):
    """What KPIs say before anybody links: many at once, to those who may link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.users["sales_lead"]
        cls.kpi = cls._define_contacts("test.contacts")
        cls.key_result = cls._link("test.contacts", kpi_id=False)

    def _previews(self, kpis, login="sales_lead"):
        kpis = kpis.with_user(self.users[login])
        return kpis.get_previews(self.key_result.id)

    def _ratio(self, number):
        return self.env["okr.kpi"].create(
            {
                "name": f"Rate {number}",
                "code": f"test.rate.{number}",
                "source": "ratio",
                "numerator_id": self._define_contacts(f"test.above.{number}").id,
                "denominator_id": self._define_contacts(f"test.below.{number}").id,
                "run_as_id": self.admin.id,
            }
        )

    # --- HOW MUCH ---

    def test_a_preview_is_one_count_a_kpi(self):
        kpis = self.kpi | self._define_contacts("test.second")
        self._contact(5)
        self._contact(8, day="2025-02-02")
        with recorded_queries(self.env) as found:
            previews = self._previews(kpis)
        self.assertEqual([each["id"] for each in previews], kpis.ids)
        for each in previews:
            self.assertEqual((each["value"], each["value_label"]), (5.0, "5"))
            self.assertEqual(each["count"], 1)
            self.assertEqual((each["last_year"], each["last_year_label"]), (8.0, "8"))
            self.assertFalse(each["error"])
            self.assertEqual(each["points"][0], {"date": "2026-01-05", "value": 0.0})
            self.assertEqual(each["points"][-1], {"date": "2026-03-18", "value": 5.0})
        self.assertEqual(len([q for q in found if '"span"' in q]), 2)

    def test_what_is_shown_before_linking_is_what_comes(self):
        """Also of a ratio of two levels, which is no average over the cycle."""
        level = {"nature": "stock"}
        above = self._define_contacts("test.level.above", **level)
        below = self._define_contacts(
            "test.level.below", domain="[('ref', '=', 'below')]", **level
        )
        self._contact(50)
        self._contact(100, "2025-12-01", ref="below")
        self._contact(100, "2026-03-10", ref="below")
        share = self.env["okr.kpi"].create(
            {
                "name": "Share",
                "code": "test.level.share",
                "source": "ratio",
                "numerator_id": above.id,
                "denominator_id": below.id,
                "multiplier": 100,
                "run_as_id": self.admin.id,
            }
        )
        [preview] = self._previews(share)
        self.assertEqual(preview["value"], 25.0)
        linked = self._link("test.level.share")
        self.assertEqual(linked.current_value, 25.0)

    def test_what_does_not_add_up_continues_where_it_stood(self):
        """A share and an average go on in the next cycle, a sum begins anew."""
        self._contact(50)
        rate = self._ratio(1)
        average = self._define_contacts("test.average", aggregate="avg")
        for kpi, start in ((rate, 1.0), (average, 50.0), (self.kpi, 0.0)):
            linked = self._link(kpi.code, target_value=100.0)
            self.assertEqual(linked._values_to_continue()[0], start, kpi.name)

    def test_money_is_written_as_money(self):
        """With its cents, or without any where it is whole or large."""
        self.kpi.is_money = True
        for value, words in ((622.3, "622.30"), (622.0, "622"), (1234.4, "1,234")):
            self.assertIn(words, self.kpi._in_words(value, self.key_result))
        self.assertNotIn(".", self.kpi._in_words(1234.4, self.key_result))

    def test_many_cost_no_more_than_their_own_queries(self):
        kpis = [self._define_contacts(f"test.{number}") for number in range(40)]
        rates = [self._ratio(number) for number in range(10)]

        def queries(kpis):
            kpis = self.env["okr.kpi"].union(*kpis)
            self._previews(kpis)
            with recorded_queries(self.env) as found:
                self._previews(kpis)
            return len(found)

        one = queries(kpis[:1])
        self.assertLess(one, 40)
        self.assertLessEqual(queries(kpis), one + 39)
        rate = queries(rates[:1])
        self.assertLessEqual(queries(rates), rate + 2 * 9)

    def test_what_is_refused_costs_nothing(self):
        kpis = [self._define_contacts(f"test.{number}") for number in range(20)]
        kpis = self.env["okr.kpi"].union(*kpis)
        kpis.group_ids = self.env.ref("base.group_system")

        def queries(kpis):
            self._previews(kpis)
            with recorded_queries(self.env) as found:
                self._previews(kpis)
            return len(found)

        self.assertEqual(queries(kpis), queries(kpis[0]))

    @mute_logger("odoo.sql_db")
    def test_one_that_the_database_refuses_stops_no_other(self):
        broken = self._define_contacts("test.broken")
        other = self._define_contacts("test.other")
        self._contact(5)
        fetch = KpiQuery._fetch_rows

        def fetch_or_fail(query, asked, groups):
            if query.definition.name == broken.name:
                query.env.cr.execute("SELECT 1 / 0")
            return fetch(query, asked, groups)

        with patch.object(KpiQuery, "_fetch_rows", fetch_or_fail):
            first, failed, last = self._previews(self.kpi | broken | other)
        self.assertEqual((first["value"], last["value"]), (5.0, 5.0))
        self.assertIn("does not fit these records", failed["error"])
        self.assertIsNone(failed["value"])
        self.assertEqual(failed["points"], [])

    def test_without_a_key_result_it_is_the_callers_company_and_running_cycle(self):
        self._contact(5)
        kpi = self.kpi.with_user(self.lead)
        (preview,) = kpi.with_company(self.company).get_previews()
        self.assertEqual(preview["value"], 5.0)

    def test_what_has_no_past_tells_today_alone(self):
        kpi = self._define_contacts("test.now", date_field_id=False, nature="stock")
        self._contact(5)
        (preview,) = self._previews(kpi)
        self.assertEqual(preview["value"], 5.0)
        self.assertIsNone(preview["last_year"])
        self.assertEqual(preview["points"], [])

    # --- WHO MAY ---

    def test_it_tells_nothing_that_linking_would_not(self):
        self._contact(5)
        self.kpi.group_ids = self.env.ref("base.group_system")
        (preview,) = self._previews(self.kpi)
        self.assertIn("do not belong", preview["error"])
        self.assertIsNone(preview["value"])
        self.assertIsNone(preview["last_year"])
        self.assertFalse(preview["value_label"])
        self.assertEqual(preview["points"], [])
        self.kpi.group_ids = False
        parameters = self.env["okr.kpi"].create(
            {
                "name": "Parameters",
                "code": "test.parameters",
                "model_id": self.env["ir.model"]._get_id("ir.config_parameter"),
                "company_path": False,
                "run_as_id": self.admin.id,
            }
        )
        (preview,) = self._previews(parameters)
        self.assertIn("may not read", preview["error"])
        self.assertIsNone(preview["value"])

    def test_a_group_too_small_says_so(self):
        kpi = self._define_contacts(
            "test.small", person_path="user_id", min_group_size=5
        )
        self._contact(5, user=self.lead)
        (preview,) = self._previews(kpi)
        self.assertIn("Fewer than 5", preview["error"])
        self.assertIsNone(preview["value"])

    def test_a_key_result_that_one_may_not_read_is_no_ones_key(self):
        self.objective.write({"visibility": "private", "member_ids": [(5,)]})
        with self.assertRaises(AccessError):
            self._previews(self.kpi, "developer")

    def test_a_kpi_of_another_company_is_not_told(self):
        self.kpi.company_id = self.other_company
        with self.assertRaises(AccessError):
            self._previews(self.kpi)

    def test_what_is_gone_is_left_out(self):
        gone = self._define_contacts("test.gone")
        kpis = self.kpi | gone
        gone.unlink()
        self.assertEqual([each["id"] for each in self._previews(kpis)], self.kpi.ids)
