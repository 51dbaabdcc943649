from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.kpi.okr_key_result_refresh import OkrKeyResult
from .kpi_common import LOS_ANGELES, TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiPast(TestOkrKpiCommon):
    """The past is compared by the company's days, and all of it in the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts")

    def _reported(self, **values):
        """Return a key result that reported 12 of two contacts on 10 March."""
        self.first = self._contact(5)
        self.second = self._contact(7)
        with freeze_time("2026-03-10 05:00:00"):
            return self._link("test.contacts", **values)

    def test_the_records_that_changed_are_told_and_opened(self):
        key_result = self._reported()
        self.second.color = 3
        self._set_columns(self.first | self.second, write_date="2026-03-09 05:00:00")
        self._set_columns(self.second, write_date="2026-03-12 05:00:00")
        self._set_columns(key_result.checkin_ids, create_date="2026-03-10 05:00:00")
        key_result.action_refresh_kpi()
        self.assertIn("12", key_result.kpi_restated)
        self.assertIn("8", key_result.kpi_restated)
        self.assertEqual(key_result.kpi_restated_count, 1)
        action = key_result.action_open_restated_records()
        self.assertIn("1 of 1", action["name"])
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, self.second)

    def test_records_that_are_not_ones_own_are_not_opened(self):
        key_result = self._reported()
        self.second.color = 3
        self._set_columns(key_result.checkin_ids, create_date="2026-03-10 05:00:00")
        key_result.action_refresh_kpi()
        stranger = new_test_user(
            self.env,
            "contact_blind",
            groups="base.group_user,okr_module.group_okr_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.env["ir.rule"].create(
            {
                "name": "Not theirs",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('ref', '!=', 'okr')] if user.id == {stranger.id}"
                " else []",
            }
        )
        self.objective.action_activate()
        mine = key_result.with_user(stranger)
        self.assertEqual(mine.current_value, 8.0)
        for method in ("action_open_kpi_records", "action_open_restated_records"):
            with (
                self.subTest(method),
                self.assertRaisesRegex(UserError, "None of the 2 records is yours"),
            ):
                getattr(mine, method)()

    def test_yesterday_is_the_companys_not_greenwichs(self):
        """Late in Los Angeles it is tomorrow in Greenwich: today is no past yet."""
        self.company.resource_calendar_id.tz = LOS_ANGELES
        contact = self._contact(5)
        with freeze_time("2026-03-19 02:00:00"):
            key_result = self._link("test.contacts")
            self.assertEqual(str(key_result.last_checkin_date), "2026-03-18")
            contact.color = 6
            key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 6.0)
        self.assertFalse(key_result.checkin_ids.is_restated)
        self.assertFalse(key_result.kpi_restated)

    def test_a_night_that_was_cut_short_goes_on_where_it_stopped(self):
        key_results = self.env["okr.key.result"]
        for _number in range(5):
            key_results |= self._link("test.contacts")
        self.env.flush_all()
        KeyResult = type(key_results)
        seen = []
        refresh = KeyResult._refresh_kpis

        def noting(records, check_past=False):
            seen.append(records.ids)
            return refresh(records, check_past)

        def one_night(times):
            """Run the job; its time is up after so many batches."""
            left = iter([1.0] * (times - 1) + [0.0] * 10)
            with (
                patch.object(KeyResult, "_refresh_kpis", noting),
                patch.object(
                    type(self.env["ir.cron"]),
                    "_commit_progress",
                    lambda *args, **kwargs: next(left),
                ),
            ):
                # The core's own way, whoever hands out batches in this database.
                OkrKeyResult._refresh_batches(
                    self.env["okr.key.result"], 2, check_past=True
                )

        mine = set(key_results.ids)
        with freeze_time("2026-03-19 20:00:00"):
            one_night(1)
            one_night(10)
        done = [number for ids in seen for number in ids if number in mine]
        self.assertEqual(sorted(done), sorted(mine))
        # The next night all are compared again.
        seen.clear()
        with freeze_time("2026-03-20 20:00:00"):
            one_night(10)
        self.assertEqual({n for ids in seen for n in ids if n in mine}, mine)

    # --- SILENCE ---

    def test_a_source_that_answers_is_a_sign_of_life_and_one_that_fails_is_none(self):
        self._contact(5)
        answers = self._link("test.contacts")
        silent = self._define_contacts("test.silent")
        fails = self._link("test.silent")
        self.objective.action_activate()
        self._set_columns(silent, domain="[('no_such_field', '=', 1)]")
        self.env.invalidate_all()
        # Three weeks in which nothing moves and nobody says a word.
        for day in ("2026-03-25", "2026-04-01", "2026-04-03"):
            with freeze_time(f"{day} 05:00:00"):
                (answers | fails)._refresh_kpis()
                (answers | fails)._refresh_figures()
        with freeze_time("2026-04-03 05:00:00"):
            self.assertEqual(len(answers.checkin_ids), 1)
            self.assertFalse(answers.is_late)
            self.assertTrue(fails.is_late)
            self.assertEqual(fails.status, "overdue")
            self.assertEqual(fails.current_value, 5.0)
