from contextlib import closing
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import freeze_time, tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import TestOkrKpiCommon
from odoo.addons.queue_job.job import Job

from ..models.okr_key_result import DEFAULT_SIZE, SIZE

TOMORROW = "2026-03-19 05:00:00"


@tagged("post_install", "-at_install")
class TestRefreshByQueue(TestOkrKpiCommon):
    """The scheduled job hands out batches, the workers do what the core would do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other addons' demonstration data have linked is not asked about here.
        cls.env["okr.key.result"].search([("kpi_id", "!=", False)]).kpi_id = False
        cls.env["ir.config_parameter"].set_param(SIZE, "5")
        cls.people = [cls.users[login] for login in ("ceo", "seller", "developer")]
        cls.kpis = [cls._define(number) for number in range(4)]
        for user in cls.people:
            cls._customer(user, 1)
        cls.key_results = cls.env["okr.key.result"].create(
            [
                {
                    "name": f"{kpi.name} of {user.login}",
                    "objective_id": cls.objective.id,
                    "kpi_id": kpi.id,
                    "kpi_scope": "user",
                    "kpi_user_id": user.id,
                    "target_value": 1000.0,
                }
                for kpi in cls.kpis
                for user in cls.people
            ]
        )
        cls.objective.action_activate()
        for user in cls.people:
            cls._customer(user, 2)
        cls.startClassPatcher(freeze_time(TOMORROW))

    @classmethod
    def _define(cls, number):
        field = cls.env["ir.model.fields"]._get
        return cls.env["okr.kpi"].create(
            {
                "name": f"KPI {number}",
                "code": f"test.queue.{number}",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain": "[('ref', '=', 'okr')]",
                "aggregate": "sum",
                "measure_field_id": field("res.partner", "color").id,
                "date_field_id": field("res.partner", "create_date").id,
                "user_path": "user_id",
                "multiplier": number + 1,
                "run_as_id": cls.admin.id,
            }
        )

    @classmethod
    def _customer(cls, user, color):
        partner = cls.env["res.partner"].create(
            {
                "name": "Customer",
                "ref": "okr",
                "user_id": user.id,
                "company_id": cls.company.id,
                "color": color,
            }
        )
        cls._set_columns(partner, create_date=cls._instant("2026-02-02 10:00"))
        return partner

    def _jobs(self):
        return self.env["queue.job"].search(
            [("method_name", "=", "_refresh_range")], order="id"
        )

    def _perform(self, jobs=None):
        for record in jobs or self._jobs():
            job = Job.load(self.env, record.uuid)
            job.perform()
            job.set_done()
            job.store()
        self.env.flush_all()

    def _seen(self):
        """Return all that a refresh writes, but for ids."""
        names = ["key_result_id", "date", "value", "source", "user_id", "progress"]
        names += ["kpi_record_count", "kpi_checksum", "previous_value", "is_restated"]
        checkins = self.key_results.checkin_ids.sorted(
            lambda c: (c.key_result_id.id, c.date)
        )
        checkins.invalidate_recordset()
        self.key_results.invalidate_recordset()
        states = ["current_value", "progress", "status", "kpi_error", "kpi_fingerprint"]
        states += ["kpi_refreshed_at", "kpi_date_alive", "kpi_restated"]
        return (
            [{name: row[name] for name in names} for row in checkins.read(names)],
            self.key_results.read(states),
            self.objective.read(["progress", "status"]),
        )

    # --- QUEUED ---

    def test_the_scheduled_job_hands_out_bounded_batches(self):
        self.env["okr.key.result"]._cron_refresh_kpis()
        jobs = self._jobs()
        numbers = sorted({kr_id // 5 for kr_id in self.key_results.ids})
        self.assertEqual(
            jobs.mapped("identity_key"),
            [f"okr_refresh:{n * 5}:{n * 5 + 4}:0" for n in numbers],
        )
        self.assertEqual(set(jobs.mapped("state")), {"pending"})
        self.assertEqual(set(jobs.mapped("channel")), {"root.okr"})
        # Nothing is taken by the scheduled job itself.
        self.assertEqual(set(self.key_results.mapped("checkin_count")), {1})

    def test_a_batch_that_waits_is_not_queued_again(self):
        KeyResult = self.env["okr.key.result"]
        KeyResult._cron_refresh_kpis()
        jobs = self._jobs()
        KeyResult._cron_refresh_kpis()
        self.assertEqual(self._jobs(), jobs)
        # The comparison with the past is another job.
        KeyResult._cron_check_past()
        self.assertEqual(len(self._jobs()), 2 * len(jobs))
        KeyResult._cron_check_past()
        self.assertEqual(len(self._jobs()), 2 * len(jobs))

    def test_nothing_to_do_queues_nothing(self):
        self.key_results._refresh_kpis()
        self.env["okr.key.result"]._cron_refresh_kpis()
        self.assertFalse(self._jobs())

    def test_a_senseless_size_is_the_default(self):
        for text in ("", "0", "-3", "many"):
            self.env["ir.config_parameter"].set_param(SIZE, text)
            size = self.env["okr.key.result"]._queue_batch_size()
            self.assertEqual(size, DEFAULT_SIZE)

    # --- DONE ---

    def test_workers_find_what_the_core_finds(self):
        with closing(self.env.cr.savepoint()):
            self.key_results._refresh_kpis()
            self.env.flush_all()
            core = self._seen()
        self.assertEqual(set(self.key_results.mapped("checkin_count")), {1})
        self.env["okr.key.result"]._cron_refresh_kpis()
        self._perform()
        checkins, states, objective = self._seen()
        self.assertEqual(checkins, core[0])
        self.assertEqual(objective, core[2])
        # The fingerprint holds the number of the transaction that wrote the rows.
        self.assertEqual(states, core[1])
        self.assertEqual(
            sorted(self.key_results.mapped("current_value")),
            sorted(3.0 * (number + 1) for number in range(4) for _user in self.people),
        )
        self.assertEqual(set(self.key_results.mapped("checkin_count")), {2})

    def test_a_job_done_twice_writes_nothing_twice(self):
        self.env["okr.key.result"]._cron_refresh_kpis()
        self._perform()
        before = self._seen()
        self._perform()
        self.assertEqual(self._seen(), before)

    def test_a_job_takes_only_what_still_waits(self):
        self.env["okr.key.result"]._cron_refresh_kpis()
        self.key_results._refresh_kpis()
        self._perform()
        self.assertEqual(set(self._jobs().mapped("result")), {"0 key results"})

    def test_the_past_is_compared_by_workers_too(self):
        self._set_columns(self.key_results.checkin_ids, value=77.0)
        self.env["okr.key.result"]._cron_check_past()
        self._perform()
        self.assertTrue(all(self.key_results.mapped("kpi_restated")))

    def test_one_bad_definition_never_stops_the_rest(self):
        bad = self.kpis[1]
        self._set_columns(bad, domain="[('no_such_field', '=', 1)]")
        self.env["okr.key.result"]._cron_refresh_kpis()
        self._perform()
        failed = self.key_results.filtered(lambda kr: kr.kpi_id == bad)
        self.assertTrue(all(failed.mapped("kpi_error")))
        self.assertEqual(set(failed.mapped("current_value")), {2.0})
        others = self.key_results - failed
        self.assertFalse(any(others.mapped("kpi_error")))
        self.assertEqual(set(others.mapped("current_value")), {3.0, 9.0, 12.0})

    # --- NOBODY THERE ---

    def test_without_a_runner_the_kpis_are_taken_all_the_same(self):
        cron = self.env.ref("okr_module.ir_cron_refresh_kpis")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(set(self.key_results.mapped("checkin_count")), {1})
            created = fields.Datetime.now() - timedelta(hours=3)
            self._set_columns(self._jobs()[:1], date_created=created)
            cron.method_direct_trigger()
        self.key_results.invalidate_recordset()
        self.assertEqual(set(self.key_results.mapped("checkin_count")), {2})

    def test_a_job_that_waits_for_its_turn_is_no_standstill(self):
        KeyResult = self.env["okr.key.result"]
        KeyResult._cron_refresh_kpis()
        job = self._jobs()[:1]
        now = fields.Datetime.now()
        self._set_columns(job, date_created=now - timedelta(hours=3))
        self.assertTrue(KeyResult._queue_stands_still())
        # Put off, since it met another job on the same rows.
        self._set_columns(job, eta=now + timedelta(seconds=5))
        self.assertFalse(KeyResult._queue_stands_still())
        self._set_columns(job, eta=None, state="done")
        self.assertFalse(KeyResult._queue_stands_still())

    def test_nobody_hands_out_or_takes_a_batch(self):
        """What is done for all is the system's to begin, and to see."""
        for login in ("seller", "hr_officer", "okr_admin"):
            key_results = self.env["okr.key.result"].with_user(self.users[login])
            for name in ("_refresh_batches", "_refresh_range", "_waiting_batches"):
                with self.subTest(login, name=name), self.assertRaises(AccessError):
                    get_public_method(key_results, name)
            with self.subTest(login), self.assertRaises(AccessError):
                self.env["queue.job"].with_user(self.users[login]).search([])
