from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import freeze_time, new_test_user, tagged

from ..query_common import recorded_queries
from .kpi_common import TestOkrKpiCommon

TODAY = "2026-03-18 05:00:00"


@tagged("post_install", "-at_install")
class TestOkrKpiRefresh(TestOkrKpiCommon):
    """Many key results, few queries: customers of salespeople stand for any KPI."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define("test.customers")

    @classmethod
    def _customers(cls, users, color=1, day="2026-02-02"):
        """Create a customer of each of some salespeople on a day."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer of {user.login}",
                    "ref": "okr",
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "color": color,
                }
                for user in users
            ]
        )
        cls._set_columns(partners, create_date=cls._instant(f"{day} 10:00"))
        return partners

    @classmethod
    def _people(cls, number):
        """Return so many more salespeople."""
        users = cls.env["res.users"]
        for _index in range(number):
            users |= new_test_user(
                cls.env,
                f"okr_salesperson_{cls.env['res.users'].search_count([])}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
        return users

    def _link_to(self, users, kpis=None):
        """Link a key result to each KPI for each person, in one objective."""
        objective = self._objective(owner="sales_lead", key_results=[])
        key_results = self.env["okr.key.result"].create(
            [
                {
                    "name": f"{kpi.name} of {user.login}",
                    "objective_id": objective.id,
                    "kpi_id": kpi.id,
                    "kpi_scope": "user",
                    "kpi_user_id": user.id,
                    "target_value": 1000.0,
                }
                for kpi in kpis or self.kpi
                for user in users
            ]
        )
        objective.action_activate()
        return key_results

    def _kpi_queries(self, queries):
        """Return the queries that count records: they join a table of spans."""
        return [query for query in queries if '"span"' in query]

    # --- HOW MANY QUERIES ---

    def _refresh_of(self, number):
        """Return the queries of a refresh of so many people on a day of movement."""
        people = self._people(number)
        self._customers(people)
        key_results = self._link_to(people, self.kpi | self.second)
        self._customers(people, color=2, day="2026-03-19")
        with freeze_time("2026-03-20 05:00:00"):
            with recorded_queries(self.env) as queries:
                key_results._refresh_kpis()
        self.assertEqual(set(key_results.mapped("current_value")), {3.0})
        self.assertEqual(set(key_results.mapped("checkin_count")), {2})
        return queries

    def test_doubling_the_key_results_leaves_the_queries_as_they_are(self):
        self.second = self._define("test.second")
        # The first only warms up. Odoo inserts and updates 100 rows a statement.
        _warm, few, many = map(self._refresh_of, (3, 20, 40))
        self.assertEqual(len(self._kpi_queries(few)), 2)
        self.assertEqual(len(self._kpi_queries(many)), 2)
        self.assertEqual(len(many), len(few), _more(few, many))

    def test_each_kind_of_scope_is_a_query_of_its_own(self):
        people = self._people(3)
        key_results = self._link_to(people)
        key_results |= self._link_to(people[:1])
        key_results |= self._link("test.customers", kpi_scope="company")
        key_results |= self._link(
            "test.customers", kpi_scope="company", kpi_date_start="2026-02-01"
        )
        self._customers(people)
        with recorded_queries(self.env) as queries:
            key_results._refresh_kpis()
        # People of the cycle, the company over the cycle, and over another span.
        self.assertEqual(len(self._kpi_queries(queries)), 3)

    def test_nothing_changed_is_found_without_counting(self):
        people = self._people(5)
        self._customers(people)
        key_results = self._link_to(people)
        key_results._refresh_kpis()
        before = key_results[0].kpi_refreshed_at
        with freeze_time("2026-03-18 06:00:00"):
            with recorded_queries(self.env) as queries:
                key_results._refresh_kpis()
        self.assertFalse(self._kpi_queries(queries))
        self.assertGreater(key_results[0].kpi_refreshed_at, before)

    # --- THE PAST, WEEK BY WEEK ---

    def _half_a_year(self):
        """Return a cycle in which 26 weeks are over."""
        return self.env["okr.cycle"].create(
            {
                "name": "Half a year",
                "company_id": self.company.id,
                "date_start": "2025-09-17",
                "date_end": "2026-06-30",
            }
        )

    def test_twenty_six_weeks_cost_one_query(self):
        self.objective.cycle_id = self._half_a_year()
        user = self.users["seller"]
        for month in (9, 10, 11, 12):
            self._customers(user, color=month, day=f"2025-{month:02}-20")
        key_result = self._link("test.customers", kpi_scope="user", kpi_user_id=user.id)
        with recorded_queries(self.env) as queries:
            written = key_result.action_backfill_history()
        self.assertEqual(written, 26)
        self.assertEqual(len(self._kpi_queries(queries)), 1)
        values = {str(c.date): c.value for c in key_result.checkin_ids}
        self.assertEqual(values["2025-09-23"], 9.0)
        self.assertEqual(values["2025-11-18"], 19.0)
        self.assertEqual(values["2025-11-25"], 30.0)
        self.assertEqual(values["2026-03-17"], 42.0)

    def test_the_weeks_of_many_key_results_cost_one_query_a_kpi(self):
        people = self._people(10)
        self._customers(people)
        second = self._define("test.second")
        key_results = self._link_to(people, self.kpi | second)
        # Where somebody has typed a value, the weeks before the link are theirs.
        own = key_results[0]
        own.check_in(7.0, date="2026-02-15")
        with recorded_queries(self.env) as queries:
            written = key_results.action_backfill_history()
        self.assertEqual(len(self._kpi_queries(queries)), 2)
        # Ten Sundays since 5 January, and today's on the day of link.
        self.assertEqual(written, 19 * 10)
        self.assertEqual(set((key_results - own).mapped("checkin_count")), {11})
        self.assertEqual(own.checkin_count, 2)
        day = fields.Date.to_date("2026-02-15")
        at = own.checkin_ids.filtered(lambda c: c.date == day)
        self.assertEqual((at.value, at.source), (7.0, "manual"))

    # --- THE STAMP ---

    def test_whatever_changes_the_records_is_counted(self):
        user = self.users["seller"]
        customer = self._customers(user, color=5)
        key_result = self._link_to(user)
        self.assertEqual(key_result.current_value, 5.0)

        def changed(change, value):
            with self.subTest(change.__name__):
                fingerprint = key_result.kpi_fingerprint
                self.assertTrue(fingerprint)
                # As another transaction would: a savepoint has a number of its own.
                with self.env.cr.savepoint():
                    change()
                    self.env.flush_all()
                with recorded_queries(self.env) as queries:
                    key_result._refresh_kpis()
                self.assertEqual(len(self._kpi_queries(queries)), 1)
                self.assertEqual(key_result.current_value, value)
                self.assertNotEqual(key_result.kpi_fingerprint, fingerprint)

        def another_value():
            customer.color = 6

        def one_more():
            self._customers(user, color=1)

        def one_less():
            mine = self.env["res.partner"].search([("ref", "=", "okr")])
            (mine - customer).unlink()

        def past_the_orm():
            # No write_date: the transaction that wrote the row tells.
            self.env.cr.execute(
                "UPDATE res_partner SET color = 9 WHERE id = %s", [customer.id]
            )
            customer.invalidate_recordset()

        changed(another_value, 6.0)
        changed(one_more, 7.0)
        changed(one_less, 6.0)
        changed(past_the_orm, 9.0)

    def test_another_definition_or_day_is_counted_again(self):
        user = self.users["seller"]
        self._customers(user, color=5)
        key_result = self._link_to(user)
        with recorded_queries(self.env) as queries:
            key_result._refresh_kpis()
        self.assertFalse(self._kpi_queries(queries))
        with freeze_time("2026-03-19 05:00:00"):
            with recorded_queries(self.env) as queries:
                key_result._refresh_kpis()
            self.assertEqual(len(self._kpi_queries(queries)), 1)
            self.kpi.multiplier = 10.0
            self._set_columns(self.kpi, write_date="2026-03-19 05:00:00")
            key_result._refresh_kpis()
            self.assertEqual(key_result.current_value, 50.0)
            key_result.write(
                {"kpi_user_id": self.users["ceo"].id, "change_reason": "It is theirs"}
            )
            self.assertEqual(key_result.current_value, 0.0)

    def test_a_check_of_the_past_counts_whatever_the_fingerprint_says(self):
        user = self.users["seller"]
        self._customers(user, color=5)
        key_result = self._link_to(user)
        with recorded_queries(self.env) as queries:
            key_result._refresh_kpis(check_past=True)
        self.assertEqual(len(self._kpi_queries(queries)), 1)

    def test_no_fingerprint_where_the_table_cannot_tell(self):
        """What a KPI looks at in another table leaves no trace in its own."""
        key_result = self._link_to(self.users["seller"])
        kpi, scope, span = key_result._kpi_question()
        self.assertTrue(kpi._source_fingerprint(scope, span, {}))
        for number, values in enumerate(
            (
                {"domain": "[('country_id.code', '=', 'VN')]"},
                {"domain": "[('category_id', '!=', False)]"},
                {"user_path": "parent_id.user_id"},
                {"company_path": "parent_id.company_id"},
            )
        ):
            with self.subTest(values):
                other = self._define(f"test.other.{number}", **values)
                self.assertFalse(other._source_fingerprint(scope, span, {}))

    # --- ONE BAD ONE ---

    def test_two_workers_on_the_same_rows_are_no_fault_of_a_kpi(self):
        """Odoo, or a queue, tries the whole again; no key result has an error."""
        key_result = self._link_to(self.users["seller"])
        self._customers(self.users["seller"])
        for method in ("_results", "_source_fingerprint"):
            with (
                self.subTest(method),
                patch.object(type(self.kpi), method, side_effect=SerializationFailure),
                self.assertRaises(SerializationFailure),
            ):
                key_result._refresh_kpis(check_past=True)
        with (
            patch.object(
                type(key_result),
                "_keep_results",
                side_effect=SerializationFailure,
            ),
            self.assertRaises(SerializationFailure),
        ):
            key_result._refresh_kpis(check_past=True)
        self.assertFalse(key_result.kpi_error)

    def test_one_bad_definition_never_stops_the_rest(self):
        people = self._people(3)
        self._customers(people)
        bad = self._define("test.bad")
        key_results = self._link_to(people, self.kpi | bad)
        self._set_columns(bad, domain="[('no_such_field', '=', 1)]")
        self._customers(people, color=2)
        key_results._refresh_kpis()
        good = key_results.filtered(lambda kr: kr.kpi_id == self.kpi)
        failed = key_results - good
        self.assertEqual(set(good.mapped("current_value")), {3.0})
        self.assertFalse(any(good.mapped("kpi_error")))
        self.assertEqual(set(failed.mapped("current_value")), {1.0})
        self.assertTrue(all(failed.mapped("kpi_error")))
        self.assertTrue(all(failed.mapped("kpi_error_since")))


@tagged("post_install", "-at_install")
class TestOkrKpiLetGo(TestOkrKpiCommon):
    """A model or a field goes: the definition says what it used to count."""

    def _thing(self):
        """Return a model that somebody made by hand, with an amount and a day."""
        self.addCleanup(self.registry.reset_changes)
        return self.env["ir.model"].create(
            {
                "name": "Thing",
                "model": "x_okr_thing",
                "field_id": [
                    (0, 0, {"name": "x_amount", "ttype": "float"}),
                    (0, 0, {"name": "x_day", "ttype": "date"}),
                ],
                "access_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "everybody",
                            "group_id": self.env.ref("base.group_user").id,
                            "perm_read": True,
                        },
                    )
                ],
            }
        )

    def _define(self, model):
        field = self.env["ir.model.fields"]._get
        return self.env["okr.kpi"].create(
            {
                "name": "Amount of things",
                "code": "test.things",
                "model_id": model.id,
                "aggregate": "sum",
                "measure_field_id": field("x_okr_thing", "x_amount").id,
                "date_field_id": field("x_okr_thing", "x_day").id,
                "company_path": False,
                "run_as_id": self.admin.id,
            }
        )

    def test_a_field_that_goes_leaves_its_name_and_the_last_value(self):
        model = self._thing()
        kpi = self._define(model)
        self.env["x_okr_thing"].create({"x_amount": 12.5, "x_day": "2026-02-02"})
        key_result = self._link("test.things")
        self.assertEqual(key_result.current_value, 12.5)
        model.field_id.filtered(lambda field: field.name == "x_amount").unlink()
        self.assertFalse(kpi.measure_field_id)
        self.assertEqual(kpi.model_id, model)
        self.assertEqual(kpi.date_field_id.name, "x_day")
        key_result.action_refresh_kpi()
        self.assertIn("x_amount", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 12.5)

    def test_a_model_that_goes_leaves_its_names_and_the_last_value(self):
        model = self._thing()
        kpi = self._define(model)
        other = self._kpi("hr.headcount_public")
        linked = other.model_id
        self.env["x_okr_thing"].create({"x_amount": 12.5, "x_day": "2026-02-02"})
        key_result = self._link("test.things")
        model.unlink()
        self.assertFalse(kpi.model_id or kpi.measure_field_id or kpi.date_field_id)
        self.assertEqual(
            (kpi.model_name, kpi.measure_name, kpi.date_name),
            ("x_okr_thing", "x_amount", "x_day"),
        )
        self.assertEqual(other.model_id, linked)
        key_result.action_refresh_kpi()
        self.assertIn("x_okr_thing", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 12.5)
        self.assertEqual(len(key_result.checkin_ids), 1)


def _more(few, many):
    """Return the queries that only the second list holds."""
    known = {" ".join(query.split())[:200] for query in few}
    return (
        "\n".join(
            query
            for query in (" ".join(q.split())[:300] for q in many)
            if query[:200] not in known
        )
        or f"{len(few)} and {len(many)}"
    )
