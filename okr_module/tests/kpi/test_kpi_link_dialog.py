from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ...models.kpi import okr_key_result_refresh
from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiLinkDialog(TestOkrKpiCommon):
    """Whoever links sees what they will get, and what it changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts", department_path=False)
        cls.lead = cls.users["sales_lead"]

    def _dialog(self, key_result, login="sales_lead", kpi=None, **values):
        Link = self.env["okr.kpi.link"].with_user(self.users[login])
        defaults = {
            "kpi_id": (kpi or self.kpi).id,
            "key_result_id": key_result.id,
            "kpi_scope": "company",
            **values,
        }
        return Form(
            Link.with_context(
                **{f"default_{n}": value for n, value in defaults.items()}
            )
        )

    def _fresh(self, **values):
        return self._link("test.contacts", kpi_id=False, **values)

    # --- WHAT ONE WILL GET ---

    def test_the_preview_is_what_linking_gives(self):
        self._contact(5, user=self.users["seller"])
        self._contact(7, user=self.users["north_lead"])
        self._contact(9, user=self.users["developer"])
        for values, expected in (
            ({"kpi_scope": "company"}, 21.0),
            ({"kpi_scope": "user", "kpi_user_id": self.users["seller"].id}, 5.0),
            (
                {
                    "kpi_scope": "department",
                    "kpi_department_id": self.departments["Sales"].id,
                },
                12.0,
            ),
        ):
            with self.subTest(values):
                key_result = self._fresh()
                dialog = self._dialog(key_result)
                dialog.kpi_scope = values["kpi_scope"]
                for name, value in values.items():
                    if name != "kpi_scope":
                        model = dialog._view["fields"][name]["relation"]
                        setattr(dialog, name, self.env[model].browse(value))
                self.assertEqual(dialog.value_now, f"{expected:g}")
                dialog.save().action_link()
                self.assertEqual(key_result.current_value, expected)

    def test_before_it_is_said_whose_it_is_nothing_is_shown(self):
        self._contact(5)
        key_result = self._fresh(user_id=False)
        wizard = self.env["okr.kpi.link"].create(
            {
                "kpi_id": self.kpi.id,
                "key_result_id": key_result.id,
                "kpi_scope": "user",
            }
        )
        self.assertFalse(wizard.is_chosen)
        self.assertEqual(wizard.value_now, "no data")
        self.assertFalse(wizard.graph or wizard.changes or wizard.error)
        self.assertEqual(wizard.target_value, key_result.target_value)

    def test_the_days_that_count_are_those_of_the_key_result(self):
        self._contact(5, "2026-01-10")
        self._contact(7, "2026-02-10")
        dialog = self._dialog(self._fresh(kpi_date_start="2026-02-01"))
        self.assertEqual(dialog.value_now, "7")

    # --- WHAT DOES NOT FIT ---

    def test_a_money_key_result_linked_to_a_count_is_said(self):
        key_result = self._fresh(
            metric_type="currency", target_value=400000.0, start_value=0.0
        )
        key_result.check_in(252000.0)
        self._contact(1)
        dialog = self._dialog(key_result)
        self.assertIn("measured as money, the KPI as a number", dialog.misfit)
        self.assertIn("stands at", dialog.misfit)
        self.assertIn("252,000", dialog.misfit)
        self.assertIn("252,000", dialog.changes)
        self.assertIn("will say 1.", dialog.changes)
        self.assertIn("400,000", dialog.changes)

    def test_what_fits_is_not_spoken_of(self):
        key_result = self._fresh()
        key_result.check_in(40.0)
        self._contact(50)
        self.assertFalse(self._dialog(key_result).misfit)
        # Nor what nobody has filled in yet
        other = self._fresh(unit="people")
        self.assertFalse(self._dialog(other).misfit)

    def test_another_unit_is_said(self):
        self.kpi.unit = "orders"
        key_result = self._fresh(unit="people")
        key_result.check_in(40.0)
        self.assertIn("as people, the KPI as orders", self._dialog(key_result).misfit)

    # --- WHAT WILL CHANGE ---

    def test_what_will_change_is_said_before(self):
        self._contact(8, day="2025-02-02")
        key_result = self._fresh()
        dialog = self._dialog(key_result)
        self.assertIn(
            "From where to where is 0.0 → 8.8 instead of 0 → 1,000.", dialog.changes
        )
        self.assertIn("The weeks so far are filled in.", dialog.changes)
        dialog.target_value = 1000.0
        dialog.backfill = False
        self.assertIn("From where to where stays: 0 → 1,000.", dialog.changes)
        self.assertNotIn("filled in", dialog.changes)
        key_result.check_in(40.0)
        dialog = self._dialog(key_result)
        self.assertFalse(dialog.backfill)
        self.assertIn("The check-in that somebody typed stays.", dialog.changes)

    def test_linking_a_running_key_result_takes_a_reason_and_is_on_record(self):
        self._contact(53)
        key_result = self._fresh()
        self.objective.action_activate()
        mine = key_result.with_user(self.lead)
        with self.assertRaisesRegex(UserError, "give a reason"):
            mine.kpi_id = self.kpi
        wizard = (
            self.env["okr.kpi.link"]
            .with_user(self.lead)
            .create(
                {
                    "kpi_id": self.kpi.id,
                    "key_result_id": key_result.id,
                    "kpi_scope": "company",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.action_link()
        self.assertFalse(key_result.kpi_id)
        dialog = self._dialog(key_result)
        self.assertIn("stays: 0 → 1,000", dialog.changes)
        dialog.change_reason = "Odoo counts it."
        dialog.save().action_link()
        self.assertEqual(key_result.current_value, 53.0)
        self.assertEqual(key_result.target_value, 1000.0)
        row = key_result.target_change_ids.filtered(
            lambda change: change.field_name == "kpi_id"
        )
        self.assertEqual((row.reason, row.user_id), ("Odoo counts it.", self.lead))
        for values in (
            {"kpi_date_start": "2020-01-01"},
            {"kpi_filter": "[('color', '=', 5)]"},
            {"kpi_scope": "user"},
            {"kpi_window": "week"},
            {"kpi_id": False},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "a reason"):
                mine.write(values)

    def test_the_plan_begins_where_the_kpi_is_counted_from(self):
        """Started in March, linked to what counts from January: said and on record."""
        self._contact(53)
        key_result = self._fresh()
        self.objective.action_activate()
        self.assertEqual(str(key_result.date_start), "2026-03-18")
        dialog = self._dialog(key_result)
        self.assertIn(
            "The plan begins on Mon, Jan 5 instead of Wed, Mar 18.", dialog.changes
        )
        dialog.change_reason = "Odoo counts it."
        dialog.save().action_link()
        self.assertEqual(str(key_result.date_start), "2026-01-05")

        def rows():
            found = key_result.target_change_ids.filtered(
                lambda change: change.field_name == "date_start"
            )
            return [(row.old_code, row.new_code) for row in found.sorted("id")]

        moved = ("2026-03-18", "2026-01-05")
        self.assertEqual(rows(), [moved])
        loud = key_result.with_context(tracking_disable=False)
        loud.action_unlink_kpi("Typed again")
        loud.env.flush_all()
        self.env.cr.precommit.run()
        tracked = key_result.message_ids.sudo().tracking_value_ids
        self.assertIn("kpi_id", tracked.field_id.mapped("name"))
        self.assertEqual(rows(), [moved, moved[::-1]])
        # Whoever set the day keeps it
        key_result.write({"date_start": "2026-02-02", "change_reason": "Later"})
        key_result.write({"kpi_id": self.kpi.id, "change_reason": "Again"})
        self.assertEqual(str(key_result.date_start), "2026-02-02")
        self.assertEqual(len(rows()), 3)

    # --- BOUNDS ---

    def test_nobody_counts_from_1900(self):
        for day in ("1900-01-01", "2200-01-01"):
            with self.subTest(day), self.assertRaisesRegex(UserError, "10 years away"):
                self._link("test.contacts", kpi_date_start=day)


@tagged("post_install", "-at_install")
class TestKpiFillIn(TestOkrKpiCommon):
    """Weeks that are filled in mix with nothing typed, and go with the link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts")
        cls._contact(5, "2026-01-10")
        cls._contact(7, "2026-02-10")

    def _days(self, key_result, source="kpi"):
        checkins = key_result.checkin_ids.filtered(lambda c: c.source == source)
        return [str(c.date) for c in checkins.sorted("date")]

    def test_what_people_typed_is_not_mixed_with(self):
        key_result = self._link("test.contacts", kpi_id=False)
        with freeze_time("2026-02-20 05:00:00"):
            key_result.check_in(241.0, date="2026-02-01")
            key_result.check_in(252.0)
        with freeze_time("2026-03-01 05:00:00"):
            key_result.kpi_id = self.kpi
            self.assertEqual(key_result.action_backfill_history(), 0)
        # From the day of linking on the records speak.
        self.assertEqual(key_result.action_backfill_history(), 2)
        self.assertEqual(
            self._days(key_result), ["2026-03-01", "2026-03-08", "2026-03-15"]
        )
        self.assertEqual(self._days(key_result, "manual"), ["2026-02-01", "2026-02-20"])

    def test_unlinking_takes_out_what_was_filled_in_and_nothing_else(self):
        key_result = self._link("test.contacts")
        self.assertEqual(key_result.action_backfill_history(), 10)
        with freeze_time("2026-03-20 05:00:00"):
            self._contact(1)
            key_result._refresh_kpis()
        self.assertEqual(len(key_result.checkin_ids), 12)
        key_result.action_unlink_kpi()
        self.assertEqual(self._days(key_result), ["2026-03-18", "2026-03-20"])
        self.assertFalse(key_result.kpi_linked_on)
        self.assertEqual(key_result.current_value, 13.0)

    def test_what_is_filled_in_goes_when_something_else_is_counted(self):
        key_result = self._link("test.contacts")
        key_result.action_backfill_history()
        key_result.kpi_scope = "company"
        self.assertEqual(len(key_result.checkin_ids), 11)
        key_result.kpi_filter = "[('color', '=', 5)]"
        self.assertFalse(key_result.checkin_ids.filtered("kpi_is_filled_in"))
        self.assertEqual(key_result.current_value, 5.0)

    def test_it_stays_within_the_plan(self):
        key_result = self._link("test.contacts", kpi_date_start="2026-02-01")
        key_result.action_backfill_history()
        self.assertEqual(self._days(key_result)[0], "2026-02-07")
        with freeze_time("2026-06-01 05:00:00"):
            other = self._link("test.contacts")
            other.action_backfill_history()
            days = self._days(other)
            self.assertEqual((days[0], days[-1]), ("2026-01-11", "2026-04-05"))
            self.assertEqual(len(days), 13)

    def test_a_persons_call_is_bounded(self):
        key_results = self.env["okr.key.result"].union(
            *(self._link("test.contacts") for _number in range(3))
        )
        mine = key_results.with_user(self.users["sales_lead"])
        with patch.object(okr_key_result_refresh, "MOST_FILLED_IN_BY_PEOPLE", 25):
            with self.assertRaisesRegex(UserError, "30 weeks, and 25 are the most"):
                mine.action_backfill_history()
            self.assertEqual(mine[:2].action_backfill_history(), 20)
