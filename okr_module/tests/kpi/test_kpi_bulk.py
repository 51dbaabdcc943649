from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ...models.kpi.bulk import BulkWriter
from ..query_common import recorded_queries
from .kpi_common import TestOkrKpiCommon

DIRECTIONS = (
    {"direction": "increase"},
    {"direction": "decrease", "start_value": 900.0, "target_value": 10.0},
    {"direction": "at_least", "target_value": 40.0},
    {"direction": "at_most", "target_value": 40.0},
    {"direction": "range", "range_min": 2.0, "range_max": 60.0},
)
METRICS = ("number", "percent", "currency")
#: The day of the refresh, a Friday on which a check-in is due, and one before it.
TODAY, BEFORE = "2026-03-20", "2026-03-19"


@tagged("post_install", "-at_install")
class TestOkrKpiBulk(TestOkrKpiCommon):
    """What a refresh keeps in bulk is what the ORM would have kept, row by row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.bulk")
        cls.people = [cls.users[name] for name in ("seller", "developer", "ceo")]
        for amount, user in zip((5, 50), cls.people, strict=False):
            cls._contact(amount, user=user)
        cls.top = cls._objective("ceo", key_results=[], rollup="both")

    # --- THE SAMPLE ---

    @classmethod
    def _linked(cls, case, **values):
        """Link a key result of each kind, for different people, in one objective."""
        objective = cls._objective(
            "sales_lead", key_results=[], name=case, parent_id=cls.top.id
        )
        key_results = cls.env["okr.key.result"].create(
            [
                {
                    "name": f"{case}: {metric} {plan['direction']}",
                    "objective_id": objective.id,
                    "kpi_id": cls.kpi.id,
                    "kpi_scope": "user",
                    "kpi_user_id": cls.people[number % 3].id,
                    "metric_type": metric,
                    "target_value": 800.0,
                    **plan,
                    **values,
                }
                for number, (metric, plan) in enumerate(
                    (metric, plan) for metric in METRICS for plan in DIRECTIONS
                )
            ]
        )
        if case != "not begun":
            objective.action_activate()
        return key_results

    def _check_in(self, key_results, day, **values):
        return self.env["okr.checkin"].create(
            [
                {"key_result_id": key_result.id, "date": day, "value": 7.0, **values}
                for key_result in key_results
            ]
        )

    def _sample(self):
        """Return key results of each kind with each kind of past."""
        cases = {
            case: self._linked(case)
            for case in (
                "one before",
                "none before",
                "many before",
                "spoken before",
                "counted today",
                "recounted today",
                "typed in today",
                "typed in after it was counted",
                "dropped",
                "weightless",
                "over before today",
                "longer than the cycle",
                "failed before",
                "not begun",
            )
        }
        cases["planned"] = self._linked(
            "planned",
            plan_kind="points",
            plan_ids=[(0, 0, {"date": "2026-02-20", "value": 30.0})],
        )
        cases["none before"].checkin_ids.unlink()
        for day in ("2026-01-09", "2026-02-11", "2026-02-12", "2026-03-17"):
            self._check_in(cases["many before"], day, source="kpi")
        self._check_in(
            cases["spoken before"],
            "2026-03-17",
            confidence=0.4,
            stated_status="at_risk",
            note="Slow",
            help_needed=True,
        )
        for key_result in cases["dropped"][:7]:
            key_result.action_cancel("Not worth it")
        cases["weightless"].write({"weight": 0.0, "change_reason": "Only followed"})
        why = {"change_reason": "It ends elsewhere"}
        cases["over before today"].write({"kpi_date_end": BEFORE, **why})
        cases["longer than the cycle"].write({"kpi_date_end": "2026-12-31", **why})
        cases["failed before"].write(
            {"kpi_error": "No", "kpi_error_since": "2026-03-18 05:00:00"}
        )
        with freeze_time(f"{TODAY} 03:00:00"):
            self._contact(2, day=BEFORE, user=self.people[0])
            today = cases["counted today"] | cases["typed in after it was counted"]
            (today | cases["recounted today"])._refresh_kpis()
            later = cases["typed in after it was counted"] | cases["typed in today"]
            self._check_in(later, TODAY, confidence=0.8)
            self.env.flush_all()
        # The same value, of other records.
        self._set_columns(
            cases["recounted today"].checkin_ids.filtered(
                lambda c: f"{c.date}" == TODAY
            ),
            kpi_checksum="another",
            kpi_record_count=77,
        )
        return self.env["okr.key.result"].concat(*cases.values())

    # --- BOTH WAYS ---

    def _stored(self, key_results):
        """Return all rows that a refresh may touch, all columns of them."""
        rows = {}
        self.env.flush_all()
        for table, column, ids in (
            ("okr_key_result", "id", key_results.ids),
            ("okr_checkin", "key_result_id", key_results.ids),
            ("okr_objective", "company_id", self.company.ids),
        ):
            self.env.cr.execute(
                f'SELECT * FROM "{table}" WHERE "{column}" IN %s '
                f'ORDER BY "{column}", id',
                [tuple(ids) or (0,)],
            )
            rows[table] = self.env.cr.dictfetchall()
        for row in rows["okr_checkin"]:
            del row["id"]  # a sequence does not go back
        return rows

    def _after(self, key_results, in_bulk):
        """Return the rows after a refresh, and how many went in bulk; undo it."""
        write, taken_in_bulk = BulkWriter.keep, []

        def keep(writer, taken):
            answer = write(writer, taken)
            taken_in_bulk.extend(answer[0])
            return answer

        with self.env.cr.savepoint() as savepoint:
            with (
                patch.object(BulkWriter, "keep", keep),
                patch.object(BulkWriter, "hindrance", lambda _self: not in_bulk),
                freeze_time(f"{TODAY} 05:00:00"),
            ):
                key_results._refresh_kpis()
                rows = self._stored(key_results)
                kept = self.env["okr.key.result"].concat(
                    *[each.key_result for each in taken_in_bulk]
                )
                mine = self._stored(kept)
                # What it left is what computing it anew by the ORM says, too.
                kept.checkin_ids._retake_places()
                kept._refresh_figures()
                again = self._stored(kept)
            savepoint.rollback()
        self.assert_same(_undated(mine), _undated(again))
        return rows, kept

    def assert_same(self, rows, others):
        for table, mine in rows.items():
            self.assertEqual(len(mine), len(others[table]), table)
            for row, other in zip(mine, others[table], strict=True):
                different = {
                    name: (value, other[name])
                    for name, value in row.items()
                    if value != other[name]
                }
                self.assertFalse(different, (table, row))

    def test_both_ways_leave_the_same_rows(self):
        self.assertFalse(BulkWriter(self.env).hindrance())
        key_results = self._sample()
        for user, amount in zip(self.people, (90, 3, 1000), strict=True):
            self._contact(amount, day=BEFORE, user=user)
        before = self._stored(key_results)
        bulk, kept = self._after(key_results, True)
        orm, none = self._after(key_results, False)
        self.assertFalse(none)
        self.assertGreater(len(kept), 150)
        self.assertGreater(len(bulk["okr_checkin"]), len(before["okr_checkin"]) + 90)
        self.assert_same(bulk, orm)

    def test_evidence_alone_leaves_kpis_as_they_are(self):
        """The same values of other records: nothing moves but the evidence."""
        key_results = self._sample()
        bulk, _kept = self._after(key_results, True)
        orm, _none = self._after(key_results, False)
        self.assert_same(bulk, orm)

    def test_a_value_beyond_reach_goes_the_way_that_says_so(self):
        key_results = self._linked("huge")
        self.kpi.multiplier = 1e15
        with freeze_time(f"{TODAY} 05:00:00"):
            key_results._refresh_kpis()
        self.assertIn("too large", key_results[0].kpi_error)
        self.assertEqual(key_results[0].current_value, 5.0)

    # --- HOW MANY STATEMENTS, AND WHOSE ---

    def _moved(self):
        key_results = self._linked("moved")
        for user in self.people:
            self._contact(20, day=BEFORE, user=user)
        return key_results

    def test_one_statement_for_each_table(self):
        key_results = self._moved()
        with freeze_time(f"{TODAY} 05:00:00"), recorded_queries(self.env) as queries:
            key_results._refresh_kpis()
        for verb in ("INSERT INTO okr_checkin", "UPDATE okr_key_result"):
            written = [query for query in queries if query.startswith(verb)]
            self.assertEqual(len(written), 1, "\n".join(written))
        self.assertFalse([q for q in queries if 'UPDATE "okr_key_result"' in q])
        self.assertFalse([q for q in queries if 'INTO "okr_checkin"' in q])
        self.assertEqual(
            [key_result.current_value for key_result in key_results[:3]],
            [25.0, 70.0, 20.0],
        )

    def test_a_second_kpi_of_the_day_is_one_statement_too(self):
        key_results = self._moved()
        with freeze_time(f"{TODAY} 05:00:00"):
            key_results._refresh_kpis()
            self._contact(100, day=BEFORE, user=self.people[0])
            with recorded_queries(self.env) as queries:
                key_results._refresh_kpis()
        written = [query for query in queries if query.startswith("UPDATE okr_checkin")]
        self.assertEqual(len(written), 1)
        self.assertEqual(key_results[0].current_value, 125.0)
        self.assertEqual(key_results[0].checkin_count, 2)
        self.assertEqual(key_results[0].checkin_ids[:1].progress, 125.0 / 800.0)

    def test_whoever_listens_to_check_ins_is_asked(self):
        """An addon that has to hear of each new check-in says so, and hears of it."""
        key_results = self._moved()
        model = type(self.env["okr.checkin"])
        follow, heard = model._after_create, []

        def listening(records, vals_list):
            heard.extend(vals_list)
            return follow(records, vals_list)

        with (
            patch.object(model, "_after_create", listening),
            patch.object(model, "_automatic_listeners", lambda _self: ["test"]),
            freeze_time(f"{TODAY} 05:00:00"),
        ):
            key_results._refresh_kpis()
        self.assertEqual(len(heard), len(key_results))
        self.assertEqual(set(key_results.mapped("checkin_count")), {2})

    def test_a_stored_field_that_nobody_registered_is_said(self):
        """An addon adds one and forgets to: the log names it, and nothing is lost."""
        known = self.env["okr.checkin"]._automatic_columns()
        del known["blocker"]
        with (
            patch.object(
                type(self.env["okr.checkin"]), "_automatic_columns", lambda _self: known
            ),
            self.assertLogs("odoo.addons.okr_module.models.kpi.bulk") as logs,
        ):
            self.assertTrue(BulkWriter(self.env).hindrance())
        self.assertIn("['blocker']", logs.output[0])

    def test_what_hangs_on_check_ins_besides_kpis_is_asked(self):
        """A stored field of another addon that follows check-ins is computed."""
        self.assertFalse(BulkWriter(self.env).hindrance())
        follower = self.env["okr.vision"]._fields["name"]
        with patch.object(
            type(self.env.registry),
            "get_dependent_fields",
            lambda _registry, field: iter([follower]) if field.name == "value" else (),
        ):
            self.assertIn("okr.vision.name", BulkWriter(self.env).hindrance())


def _undated(rows):
    """Return rows without who wrote them last and when."""
    return {
        table: [
            {
                name: value
                for name, value in row.items()
                if name not in ("write_uid", "write_date")
            }
            for row in mine
        ]
        for table, mine in rows.items()
    }
