from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...models.cycle import okr_cycle_closing
from .kpi_common import TestOkrKpiCommon

AFTER = "2026-04-20 05:00:00"


@tagged("post_install", "-at_install")
class TestOkrKpiClosing(TestOkrKpiCommon):
    """The last word of linked KPIs: taken as the cycle closes, then it stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.kpi = cls._define_contacts("test.notes")

    @classmethod
    def _row(cls, color, day):
        row = cls.env["res.partner"].create(
            {
                "name": "Row",
                "ref": "okr",
                "color": color,
                "company_id": cls.company.id,
            }
        )
        cls._set_columns(row, create_date=cls._instant(f"{day} 10:00"))
        return row

    def _linked(self, code="test.notes", **values):
        key_result = self._link(code, **values)
        self.objective.action_activate()
        return key_result

    def _close(self):
        self.cycle.with_user(self.users["okr_admin"]).action_close()
        self.env.flush_all()

    def test_kpis_are_taken_as_of_the_last_day_of_the_cycle(self):
        self._row(5, "2026-02-02")
        key_result = self._linked()
        self._row(7, "2026-04-05")
        self._row(100, "2026-04-06")
        with freeze_time(AFTER):
            self._close()
        self.assertEqual(key_result.current_value, 12.0)
        self.assertEqual(str(key_result.last_checkin_date), "2026-04-05")
        last = key_result.checkin_ids.sorted("date")[-1]
        self.assertEqual(last.kpi_record_count, 2)
        self.assertEqual(key_result.objective_state, "done")

    def test_kpis_of_a_cycle_closed_in_the_background_are_taken_as_well(self):
        self._row(5, "2026-02-02")
        key_result = self._linked()
        self._row(7, "2026-04-05")
        self._row(100, "2026-04-06")
        with freeze_time(AFTER), patch.object(okr_cycle_closing, "AT_ONCE", 0):
            self._close()
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                self.env(cr=cr, user=SUPERUSER_ID)["okr.cycle"]._cron_close()
        self.env.invalidate_all()
        self.assertEqual(self.cycle.state, "closed")
        self.assertEqual(key_result.current_value, 12.0)
        self.assertEqual(str(key_result.last_checkin_date), "2026-04-05")

    def test_a_cycle_closed_early_takes_today(self):
        self._row(5, "2026-02-02")
        key_result = self._linked()
        self._row(7, "2026-03-19")
        self._row(100, "2026-03-25")
        with freeze_time("2026-03-20 05:00:00"):
            self._close()
        self.assertEqual(key_result.current_value, 12.0)
        self.assertEqual(str(key_result.last_checkin_date), "2026-03-20")

    def test_kpis_are_computed_as_their_person_not_as_who_closes(self):
        closer = self.users["okr_admin"]
        self.env["ir.rule"].create(
            {
                "name": "Only for the administrator",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[] if user.id == {self.admin.id} "
                "else ['|', ('ref', '=', False), ('ref', '!=', 'okr')]",
            }
        )
        key_result = self._linked()
        row = self._row(5, "2026-03-19")
        with self.assertRaises(AccessError):
            row.with_user(closer).check_access("read")
        with freeze_time(AFTER):
            self._close()
        self.assertEqual(key_result.current_value, 5.0)
        self.assertFalse(key_result.kpi_error)

    def test_a_source_that_fails_does_not_keep_the_cycle_open(self):
        self._row(5, "2026-02-02")
        bad = self._define_contacts("test.bad")
        good, failing = self._link("test.notes"), self._linked("test.bad")
        empty = self._define_contacts("test.empty", domain="[('ref', '=', 'none')]")
        empty.aggregate = "avg"
        never = self._link("test.empty", change_reason="It was forgotten")
        self._row(7, "2026-03-19")
        for kpi in bad | empty:
            self._set_columns(kpi, domain="[('no_such_field', '=', 1)]")
        with freeze_time(AFTER):
            self._close()
        self.assertEqual(self.cycle.state, "closed")
        self.assertEqual(good.current_value, 12.0)
        self.assertEqual(failing.current_value, 5.0)
        self.assertIn("no_such_field", failing.kpi_error)
        self.assertIn("closed with 5 of Wed, Mar 18", failing.kpi_error)
        self.assertTrue(failing.kpi_error_since)
        self.assertIn("closed without a value", never.kpi_error)

    def test_the_past_is_compared_a_last_time(self):
        row = self._row(5, "2026-02-02")
        key_result = self._linked()
        with freeze_time("2026-03-20 05:00:00"):
            row.color = 3
            self._close()
        self.assertIn("5", key_result.kpi_restated)
        self.assertIn("3", key_result.kpi_restated)

    def test_evidence_stands_once_closed(self):
        row = self._row(5, "2026-02-02")
        key_result = self._linked()
        with freeze_time(AFTER):
            self._close()
            before = key_result.checkin_ids.read()
            row.color = 99
            self._row(7, "2026-02-03")
            self.env.flush_all()
            KeyResult = self.env["okr.key.result"]
            KeyResult._cron_refresh_kpis()
            KeyResult._cron_check_past()
            with self.assertRaisesRegex(UserError, "is closed"):
                key_result.action_refresh_kpi()
            key_result._refresh_kpis(check_past=True)
        self.assertEqual(key_result.checkin_ids.read(), before)
        self.assertEqual(key_result.current_value, 5.0)
        self.assertFalse(key_result.kpi_restated)
        self.assertFalse(key_result.kpi_error)

    def test_a_kpi_without_a_past_closes_with_what_it_said_in_time(self):
        row = self._row(5, "2026-02-02")
        today_only = self._define_contacts(
            "test.today", nature="stock", date_field_id=False
        )
        self.assertFalse(today_only.has_history)
        key_result = self._linked("test.today")
        with freeze_time("2026-04-05 05:00:00"):
            row.color = 6
            key_result._refresh_kpis()
        with freeze_time(AFTER):
            row.color = 50
            key_result._refresh_kpis()
            self._close()
        self.assertEqual(key_result.current_value, 6.0)
        self.assertEqual(str(key_result.last_checkin_date), "2026-04-05")
        self.assertFalse(key_result.kpi_error)

    def test_other_records_with_the_same_sum_are_new_evidence(self):
        row = self._row(5, "2026-02-02")
        key_result = self._linked()
        checkin = key_result.checkin_ids
        checksum = checkin.kpi_checksum
        row.color = 2
        self._row(3, "2026-02-03")
        key_result.action_refresh_kpi()
        self.assertEqual(checkin.value, 5.0)
        self.assertEqual(checkin.kpi_record_count, 2)
        self.assertNotEqual(checkin.kpi_checksum, checksum)
        self.assertEqual(checkin.date, fields.Date.to_date("2026-03-18"))
