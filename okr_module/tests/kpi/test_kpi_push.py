from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..query_common import recorded_queries
from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiPush(TestOkrKpiCommon):
    """KPIs from outside: each row has its answer, none stops another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._outside("nps")

    @classmethod
    def _outside(cls, code, **values):
        return cls.env["okr.kpi"].create(
            {
                "name": f"Outside {code}",
                "code": code,
                "source": "pushed",
                "nature": "stock",
                **values,
            }
        )

    def _push(self, *rows, login="okr_admin"):
        rows = [{"code": "nps", "date": "2026-03-10", "value": 1} | row for row in rows]
        return self.env["okr.kpi"].with_user(self.users[login]).push_values(rows)

    def _statuses(self, *rows):
        return [answer["status"] for answer in self._push(*rows)]

    def test_the_same_again_changes_nothing(self):
        self.assertEqual(self._statuses({"value": 42}), ["created"])
        fingerprint = self.kpi.value_ids.write_date
        self.assertEqual(self._statuses({"value": 42}), ["unchanged"])
        self.assertEqual(self.kpi.value_ids.write_date, fingerprint)
        self.assertEqual(self._statuses({"value": 43}), ["updated"])
        self.assertEqual(self.kpi.value_ids.value, 43.0)

    def test_twice_in_one_call_the_last_one_stands(self):
        self.assertEqual(
            self._statuses({"value": 1}, {"value": 1}, {"value": 2}),
            ["created", "unchanged", "updated"],
        )
        self.assertEqual(self.kpi.value_ids.mapped("value"), [2.0])

    def test_key_results_follow_at_once(self):
        key_result = self._link("nps")
        self._push({"value": 42})
        self.assertEqual(key_result.current_value, 42.0)
        self.assertEqual(key_result.checkin_ids.source, "kpi")

    def test_what_nobody_has_fed_has_no_value(self):
        """No data is no zero: no check-in, and "no data" wherever it is shown."""
        for nature in ("stock", "flow"):
            with self.subTest(nature):
                kpi = self._outside(f"test.{nature}", nature=nature)
                key_result = self._link(kpi.code)
                self.assertFalse(key_result.checkin_ids)
                self.assertEqual(key_result.status, "no_data")
                self.assertFalse(key_result.kpi_error)
                (preview,) = kpi.get_previews(key_result.id)
                self.assertIsNone(preview["value"])
                self.assertEqual(preview["value_label"], "no data")
                self.assertEqual(preview["points"], [])
                dialog = self.env["okr.kpi.link"].create(
                    {
                        "kpi_id": kpi.id,
                        "key_result_id": key_result.id,
                        "kpi_scope": "company",
                    }
                )
                self.assertEqual(dialog.value_now, "no data")
                self.assertEqual(key_result.action_backfill_history(), 0)
                # A day of another span is no data of this one
                if nature == "flow":
                    self._push({"code": kpi.code, "date": "2025-01-01"})
                    self.assertFalse(key_result.checkin_ids)
                self._push({"code": kpi.code, "value": 0})
                self.assertEqual(key_result.checkin_ids.mapped("value"), [0.0])

    def test_each_scope_has_its_own(self):
        sales, seller = self.departments["Sales"], self.users["seller"]
        self._push(
            {"value": 1},
            {"value": 2, "department_id": sales.id},
            {"value": 3, "user_id": seller.id},
        )
        self.assertEqual(self._link("nps").current_value, 1.0)
        for scope, name, value in (
            ("department", sales, 2.0),
            ("user", seller, 3.0),
        ):
            key_result = self._link(
                "nps", kpi_scope=scope, **{f"kpi_{scope}_id": name.id}
            )
            self.assertEqual(key_result.current_value, value)

    def test_each_refused_row_says_why_and_the_others_are_taken(self):
        archived = self.env["hr.department"].create(
            {"name": "Elsewhere", "company_id": self.other_company.id}
        )
        refused = (
            ({"code": "npz"}, "called npz"),
            ({"code": None}, "says the code of its KPI"),
            ({"code": ["nps"]}, "called"),
            ({"code": {"a": 1}}, "called"),
            ({"date": "yesterday"}, "yesterday is no date"),
            ({"date": None}, "Nothing is no date"),
            ({"date": "20.11.2026"}, "20.11.2026 is no date. Write it like this"),
            ({"date": 20260310}, "is no date"),
            ({"date": "2026-02-30"}, "is no date"),
            ({"value": "many"}, "many is no number"),
            ({"value": None}, "no number"),
            ({"value": True}, "no number"),
            ({"value": [1]}, "no number"),
            ({"value": "nan"}, "no number"),
            ({"value": "inf"}, "no number"),
            ({"value": 10**400}, "no number"),
            ({"company_id": self.other_company.id}, "company of yours"),
            ({"company_id": "x"}, "company of yours"),
            ({"company_id": [1]}, "company of yours"),
            ({"department_id": 999999}, "no department with the id 999999"),
            ({"department_id": archived.id}, "no department"),
            ({"department_id": 2**70}, "no department"),
            ({"user_id": 999999}, "no person"),
            ({"user_id": self.users["stranger"].id}, "no person"),
            ({"user_id": {"id": 1}}, "no person"),
            (
                {
                    "user_id": self.users["seller"].id,
                    "department_id": self.departments["Sales"].id,
                },
                "not of both",
            ),
        )
        rows = [row for row, _sentence in refused]
        answers = self._push(*rows, {"value": 7})
        self.assertEqual(answers[-1]["status"], "created")
        for (row, sentence), answer in zip(refused, answers, strict=False):
            with self.subTest(row):
                self.assertEqual(answer["status"], "refused")
                self.assertIn(sentence, answer["message"])
        self.assertEqual(self.kpi.value_ids.mapped("value"), [7.0])

    def test_rows_that_are_no_rows(self):
        kpis = self.env["okr.kpi"].with_user(self.users["okr_admin"])
        answers = kpis.push_values(["nps", None, 3, ["nps"]])
        self.assertEqual({a["status"] for a in answers}, {"refused"})
        for values in ("nps", {"code": "nps"}, None, 3):
            with self.subTest(values), self.assertRaisesRegex(UserError, "list of row"):
                kpis.push_values(values)

    def test_a_kpi_of_another_company_is_not_fed(self):
        self.kpi.company_id = self.other_company
        self.users["okr_admin"].company_ids |= self.other_company
        answer = self._push({"company_id": self.company.id})[0]
        self.assertEqual(answer["status"], "refused")

    def test_only_what_comes_from_outside_is_fed(self):
        self._define_contacts("test.contacts")
        answer = self._push({"code": "test.contacts"})[0]
        self.assertEqual(answer["status"], "refused")

    def test_who_may_not(self):
        for login in ("seller", "hr_officer", "ceo"):
            with self.subTest(login), self.assertRaisesRegex(AccessError, "fed in"):
                self._push({"value": 1}, login=login)
        self.assertFalse(self.kpi.value_ids)

    def test_many_rows_cost_the_same_reads(self):
        def queries_of(number, month):
            rows = [
                {"date": f"2025-{month:02}-{day + 1:02}", "value": day}
                for day in range(number)
            ]
            with recorded_queries(self.env) as queries:
                self._push(*rows)
            return len(queries)

        queries_of(2, 1)
        self.assertEqual(queries_of(25, 3), queries_of(5, 2))
