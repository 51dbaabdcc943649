import ast
from datetime import date, timedelta
from itertools import pairwise
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestCycle(TestOkrFigures):
    """Spans of time: their order, their states, their making."""

    def _cycle(self, start, end, **values):
        return self.env["okr.cycle"].create(
            {
                "name": f"{start} to {end}",
                "company_id": self.company.id,
                "date_start": start,
                "date_end": end,
                **values,
            }
        )

    def test_a_cycle_does_not_end_before_it_starts(self):
        self.assert_refused("before it starts", self._cycle, "2026-05-02", "2026-05-01")
        self.assert_refused(
            "before it starts", self.cycle.write, {"date_end": "2026-01-04"}
        )
        self.assert_refused(
            "before it starts", self.cycle.write, {"date_start": "2027-01-01"}
        )
        self.assertEqual(str(self.cycle.date_end), "2026-04-05")

    def test_blanks_are_no_name(self):
        for words, record in (
            ("cycle needs a name", self.cycle),
            ("milestone needs a name", self._milestone()),
            (
                "category needs a name",
                self.env["okr.kpi.category"].create({"name": "A"}),
            ),
        ):
            with self.subTest(words):
                self.assert_refused(words, record.write, {"name": "  "})
                self.assert_refused(words, record.copy, {"name": " "})

    def _milestone(self):
        draft = self._objective(
            key_results=[
                {
                    "name": "Certified",
                    "metric_type": "milestone",
                    "milestone_ids": [(0, 0, {"name": "Audit passed"})],
                }
            ]
        )
        return draft.key_result_ids.milestone_ids

    def test_a_cycle_of_one_day(self):
        """D11: s = f."""
        day = self._cycle("2026-05-01", "2026-05-01")
        objective = self._objective(cycle_id=day.id)
        with at("2026-05-01"):
            objective.action_activate()
            objective.key_result_ids.check_in(95)
            self.assert_figures(
                objective.key_result_ids,
                expected_progress=1.0,
                status="on_track",
                next_checkin_date="",
            )

    def test_dates_that_are_none(self):
        for values in ({"date_start": "soon"}, {"date_end": "2026-02-30"}):
            with self.subTest(values=values):
                self.assert_refused("not a date", self.cycle.write, values)
                self.assert_refused(
                    "not a date", self._cycle, **{"start": "2026-01-01", "end": "x"}
                )

    def test_days_of_grace(self):
        for days in (-1, 32):
            with self.subTest(days=days):
                self.assert_refused_by_database(
                    "between 0 and 31",
                    self.cycle,
                    self.cycle.write,
                    {"grace_days": days},
                )

    def test_parts_lie_within(self):
        year = self._cycle("2026-01-01", "2026-12-31")
        part = self._cycle("2026-10-01", "2026-12-31", parent_id=year.id)
        self.assert_refused("within", part.write, {"date_end": "2027-01-01"})
        self.assert_refused("within", year.write, {"date_end": "2026-12-30"})
        self.assert_refused("", year.write, {"parent_id": part.id})
        self.assert_refused("", year.write, {"parent_id": year.id})
        self.assert_refused("parts", year.unlink)

    def test_companies(self):
        self._objective()
        self.assert_refused(
            "another company",
            self.cycle.write,
            {"company_id": self.other_company.id},
        )
        theirs = self.env["okr.cycle"].create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        self.assert_refused("compan", self._objective, cycle_id=theirs.id)
        self.assert_refused("compan", self.cycle.write, {"parent_id": theirs.id})
        theirs.company_id = False
        self.assertTrue(self._objective(cycle_id=theirs.id))

    def test_not_by_writing_either(self):
        year = self._cycle("2026-01-01", "2026-12-31")
        part = self._cycle("2026-10-01", "2026-12-31", parent_id=year.id)
        values = {
            "name": "Past",
            "date_start": "2025-01-01",
            "date_end": "2025-12-31",
            "state": "closed",
        }
        self.assert_refused("is made open", self.env["okr.cycle"].create, values)
        year._write_noted({"state": "closed"})
        self.assert_refused("is closed", part.write, {"state": "active"})
        self.assert_refused("is closed", part.write, {"state": "review"})

    def test_order_of_states(self):
        for refused in (self.cycle.action_start_review, self.cycle.action_close):
            self.assert_refused("Planning", refused)
        self.cycle.action_activate()
        self.assert_refused("Active", self.cycle.action_activate)
        self.cycle.action_start_review()
        self.cycle.action_close()
        for refused in (
            self.cycle.action_activate,
            self.cycle.action_start_review,
            self.cycle.action_close,
        ):
            self.assert_refused("", refused)
        self.assertEqual(self.cycle.state, "closed")

    def test_a_cycle_that_holds_objectives_stays(self):
        self._objective()
        self.assert_refused("stays", self.cycle.unlink)
        empty = self._cycle("2027-01-01", "2027-03-31")
        empty.unlink()
        self.assertFalse(empty.exists())

    def test_moved_dates_take_the_figures_again(self):
        """Fault 11: state did not follow what it rests on (mgmtsystem)."""
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(40)
            self.assertEqual(key_result.status, "at_risk")
            self.cycle.date_end = "2026-07-04"
            self.assert_figures(key_result, expected_progress=0.25, status="on_track")
            self.assert_figures(
                key_result.objective_id, expected_progress=0.25, status="on_track"
            )

    def test_current_is_the_shortest_around_today(self):
        year = self._cycle("2026-01-01", "2026-12-31")
        cycles = self.env["okr.cycle"]
        with at(self.HALF):
            self.assertEqual(cycles._current(self.company), self.cycle)
            found = cycles.search(
                [("is_current", "=", True), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(found, year | self.cycle)
            self.assertTrue(self.cycle.is_current)
        with at("2026-06-01"):
            self.assertEqual(cycles._current(self.company), year)
            self.assertIn(self.cycle, cycles.search([("is_current", "=", False)]))
        with at("2029-06-01"):
            self.assertFalse(cycles._current(self.company))

    def test_current_is_what_is_around_the_day_of_its_company(self):
        """Found as it is shown, where two companies are a day apart."""
        zone = self.env["resource.calendar"].create(
            {"name": "Far west", "company_id": self.other_company.id}
        )
        zone.tz = "Pacific/Pago_Pago"
        self.other_company.resource_calendar_id = zone
        theirs = self._cycle(
            "2026-04-06", "2026-07-05", company_id=self.other_company.id
        )
        both = self.company | self.other_company
        # The last evening of the quarter over there
        with freeze_time("2026-04-06 03:00:00"):
            self.assertFalse(theirs.is_current)
            cycles = self.env["okr.cycle"].with_context(allowed_company_ids=both.ids)
            self.assertNotIn(theirs, cycles.search([("is_current", "=", True)]))
            self.assertIn(theirs, cycles.search([("is_current", "=", False)]))

    def test_one_plans_by_default_where_one_may_still_plan(self):
        """FINDINGS B23: the year, once the quarter was closed."""
        year = self._cycle("2026-01-01", "2026-12-31")
        later = self._cycle("2026-04-06", "2026-07-05")
        cycles = self.env["okr.cycle"]
        with at(self.HALF):
            self.cycle.action_activate()
            self.assertEqual(cycles._current(self.company), self.cycle)
            self.cycle.action_start_review()
            self.assertEqual(cycles._current(self.company), later)
            self.cycle.action_close()
            self.assertEqual(cycles._current(self.company), later)
            self.assertFalse(self.cycle.is_current)
            found = cycles.search(
                [("is_current", "=", True), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(found, year)
            later.action_activate()
            later.action_close()
            self.assertEqual(cycles._current(self.company), year)

    def test_what_is_over_stays_in_sight_until_it_is_closed(self):
        """The last check-ins and the review come after the last day."""
        objective = self._running()
        self.cycle.action_activate()
        for name, record in (
            ("okr_objective_view_search", objective),
            ("okr_key_result_view_search", objective.key_result_ids),
        ):
            view = self.env.ref(f"okr_module.{name}")
            arch = etree.fromstring(record.get_view(view.id, "search")["arch"])
            [running] = arch.xpath("//filter[@name='running']/@domain")
            domain = ast.literal_eval(running)
            with self.subTest(model=record._name), at("2026-04-08"):
                self.assertIn(record, record.search(domain))
                with self.env.cr.savepoint() as savepoint:
                    self.cycle.action_close()
                    self.assertNotIn(record, record.search(domain))
                    savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCycleGenerate(TestOkrFigures):
    def _generate(self, day, last_day, last_month):
        company = self.other_company
        with patch.object(
            type(company), "_okr_fiscal_year_end", lambda self: (last_day, last_month)
        ):
            cycles = self.env["okr.cycle"]._generate_fiscal_year(company, day)
        year, quarters = cycles[0], cycles[1:]
        self.assertEqual(len(quarters), 4)
        self.assertEqual(quarters.parent_id, year)
        self.assertEqual(quarters[0].date_start, year.date_start)
        self.assertEqual(quarters[-1].date_end, year.date_end)
        for before, after in pairwise(quarters):
            self.assertEqual(before.date_end + timedelta(days=1), after.date_start)
        return year, quarters

    def test_calendar_year(self):
        year, quarters = self._generate(date(2028, 2, 29), 31, 12)
        self.assertEqual(
            (str(year.date_start), str(year.date_end)), ("2028-01-01", "2028-12-31")
        )
        self.assertEqual(year.name, "2028")
        self.assertEqual(quarters.mapped("name"), [f"Q{n} 2028" for n in (1, 2, 3, 4)])
        self.assertEqual(str(quarters[0].date_end), "2028-03-31")

    def test_years_that_end_elsewhere(self):
        for last_day, last_month, start in (
            (31, 3, "2027-04-01"),
            (30, 6, "2027-07-01"),
            (28, 2, "2027-03-01"),
            (29, 2, "2027-03-01"),
            (30, 9, "2027-10-01"),
        ):
            with self.subTest(last_month=last_month, last_day=last_day):
                self.env["okr.cycle"].search(
                    [("company_id", "=", self.other_company.id)]
                ).sorted(lambda c: not c.parent_id).parent_id = False
                self.env["okr.cycle"].search(
                    [("company_id", "=", self.other_company.id)]
                ).unlink()
                year, quarters = self._generate(date(2028, 2, 1), last_day, last_month)
                self.assertEqual(str(year.date_start), start)
                self.assertEqual(year.name, "2027/28")
                lengths = {(q.date_end - q.date_start).days for q in quarters}
                self.assertTrue(lengths <= set(range(88, 93)), lengths)

    def test_again_makes_nothing_new(self):
        first = self._generate(date(2028, 5, 1), 31, 12)
        again = self._generate(date(2028, 11, 1), 31, 12)
        self.assertEqual(first, again)

    def test_running_year_is_active_where_today_lies(self):
        with at("2028-05-10"):
            cycles = self.env["okr.cycle"]._generate_running_year(self.other_company)
        self.assertEqual(
            cycles.mapped("state"), ["active", "draft", "active", "draft", "draft"]
        )

    def test_dialog(self):
        wizard = self.env["okr.cycle.generate"].create(
            {"company_id": self.other_company.id, "day": "2031-01-01"}
        )
        cycles = self.env["okr.cycle"]._generate_fiscal_year(
            self.other_company, date(2031, 6, 1)
        )
        self.assertEqual(len(cycles), 5)
        count = self.env["okr.cycle"].search_count([])
        with patch.object(
            type(self.env["ir.actions.act_window"]),
            "_for_xml_id",
            lambda self, xml_id: {},
        ):
            action = wizard.action_generate()
        self.assertEqual(action["domain"], [("id", "in", cycles.ids)])
        self.assertEqual(self.env["okr.cycle"].search_count([]), count)
