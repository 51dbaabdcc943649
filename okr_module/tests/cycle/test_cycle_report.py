import base64
import io
from unittest.mock import patch

from lxml.html import fromstring
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ...wizard.cycle import okr_cycle_report
from ..access_common import SECRET, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestCycleReport(TestOkrAccessCommon):
    """The report of a cycle tells the same as paper and as a spreadsheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_allow_export").user_ids |= cls.env["res.users"].union(
            *(
                cls.users[login]
                for login in ("seller", "developer", "ceo", "hr_officer")
            )
        )
        cls.open = cls._objective(
            "seller",
            name="=1+1 Be first",
            key_results=[{"name": "Visits", "target_value": 100}],
        )
        cls.open.action_activate()
        cls.private = cls._objective(
            "seller", name=f"{SECRET} goal", key_results=[{"name": f"{SECRET} visits"}]
        )
        cls.private.visibility = "private"
        cls.private.action_activate()
        cls.draft = cls._objective("seller", name="Not begun")
        cls.open.key_result_ids.check_in(40, note="Two fairs")

    def _report(self, login, **values):
        values = {"cycle_id": self.cycle.id, **values}
        env = self._as(login, self.env["okr.cycle.report"]).env
        return env["okr.cycle.report"].create(values)

    def _html(self, report):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_env(report.env)
            ._render_qweb_html("okr_module.okr_cycle_report_document", report.ids)
        )
        return html.decode()

    def _cells(self, report):
        book = load_workbook(io.BytesIO(base64.b64decode(report.spreadsheet)))
        return {
            sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in book
        }

    def test_it_tells_the_numbers_of_the_form(self):
        report = self._report("developer", scope="company")
        sheets = self._cells(report)
        head, *rows = sheets["Key results"]
        [row] = [dict(zip(head, row, strict=True)) for row in rows]
        key_result = self.open.key_result_ids
        self.assertEqual(row["Key result"], "Visits")
        self.assertEqual(row["Current value"], 40)
        self.assertEqual(row["Progress"], key_result.progress)
        self.assertAlmostEqual(row["Expected"], key_result.expected_progress)
        self.assertEqual(row["Note"], "Two fairs")
        html = self._html(report)
        self.assertEqual(fromstring(html).findtext(".//title"), report.display_name)
        self.assertIn("Be first", html)
        self.assertIn("40%", html)
        self.assertRegex(" ".join(html.split()), r"Key results: [A-Z][a-z ]+ 1 <")
        self.assertNotIn("Not begun", html)

    def test_it_says_numbers_as_the_screens_do(self):
        """A confidence out of ten, days with their month, and never 100 % too early."""
        self.open.key_result_ids.check_in(40, confidence=0.7)
        report = self._report("developer", scope="company")
        html = " ".join(self._html(report).split())
        self.assertIn("7/10", html)
        self.assertIn("as of Feb 10, 2026", html)
        self.assertNotIn("02/10/2026", html)
        self.assertEqual(
            [report._share_in_words(share) for share in (0.125, 0.996, 1.0, 1.2)],
            ["13%", "99%", "100%", "120%"],
        )
        self.assertEqual(report._confidence_in_words(0.68), "6.8/10")

    def test_bars_end_where_things_stand(self):
        report = self._report("developer", scope="company")
        row = report._content()["objectives"][0]
        bar = report._bar(row)
        self.assertAlmostEqual(bar["done"], 100 * row["progress"])
        self.assertAlmostEqual(bar["expected"], 100 * row["expected"])
        self.assertIn(f"width: {bar['done']}%", self._html(report))
        beyond = report._bar({**row, "progress": 1.7, "expected": 1.0})
        self.assertEqual((beyond["done"], beyond["expected"]), (100, 99))
        self.assertFalse(report._bar({**row, "progress": None}))

    def test_what_has_no_key_results_says_why_it_stands_somewhere(self):
        top = self._objective("ceo", name="Top", rollup="aligned", key_results=[])
        top.action_activate()
        self.open.parent_id = top
        html = self._html(self._report("ceo", scope="person", user_id=top.user_id.id))
        self.assertTrue(top.is_measured)
        self.assertIn("as what is aligned to it does", html)

    def test_nothing_that_was_typed_is_computed(self):
        report = self._report("developer", scope="company")
        book = load_workbook(io.BytesIO(base64.b64decode(report.spreadsheet)))
        cell = book["Objectives"]["A2"]
        self.assertEqual((cell.value, cell.data_type), ("=1+1 Be first", "s"))

    def test_a_plan_that_is_no_number_is_said_in_words(self):
        """A range has two bounds, a yes none: 100 would be nobody's target."""
        goal = self._objective(
            "developer",
            name="Be steady",
            key_results=[
                {
                    "name": "Discount",
                    "metric_type": "percent",
                    "direction": "range",
                    "range_min": 4,
                    "range_max": 8,
                    "start_value": 6,
                },
                {"name": "Certified", "metric_type": "boolean"},
                {
                    "name": "Won",
                    "metric_type": "percent",
                    "start_value": 20,
                    "target_value": 35,
                },
            ],
        )
        goal.action_activate()
        report = self._report("developer", scope="person", user_id=goal.user_id.id)
        rows = {row[1]: row[4:8] for row in self._cells(report)["Key results"][1:]}
        self.assertEqual(rows["Discount"], [6, "4 – 8%", 6, "%"])
        self.assertEqual(rows["Certified"], [None, None, "Not yet", None])
        self.assertEqual(rows["Won"], [20, 35, 20, "%"])

    def test_sentences_have_room(self):
        """Objectives and key results in the spreadsheet are read, not guessed."""
        report = self._report("developer", scope="company")
        book = load_workbook(io.BytesIO(base64.b64decode(report.spreadsheet)))
        for sheet in book:
            widths = sheet.column_dimensions
            self.assertGreater(widths["A"].width, 40)
            self.assertLess(widths["C"].width, 25)
        day = book["Key results"]["M2"]
        self.assertEqual(day.number_format, "mm-dd-yy", "as the reader's system has it")

    def test_no_number_is_torn_on_paper(self):
        """63 % stays in one line, also in a narrow column."""
        html = fromstring(self._html(self._report("developer", scope="company")))
        cells = html.xpath("//table[thead]//td[contains(., '%')]")
        self.assertTrue(cells)
        for cell in cells:
            self.assertIn("text-nowrap", cell.get("class"))

    def test_of_whom_it_is(self):
        other = self._objective("developer", name="Ship it")
        other.action_activate()
        names = {
            scope: self._report(
                "seller",
                scope=scope,
                department_id=self.departments["Sales"].id,
                user_id=self.users["developer"].id,
            )._objectives()
            for scope in ("company", "department", "person")
        }
        self.assertEqual(names["company"], self.open | self.private | other)
        self.assertEqual(names["department"], self.open | self.private)
        self.assertEqual(names["person"], other)

    def test_a_private_goal_is_for_those_who_may_read_it(self):
        for login, told in (
            ("seller", True),
            ("north_lead", True),
            ("ceo", True),
            ("developer", False),
            ("hr_officer", False),
            ("secretary", False),
        ):
            for scope in ("company", "department", "person"):
                report = self._report(
                    login,
                    scope=scope,
                    department_id=self.departments["Sales North"].id,
                    user_id=self.users["seller"].id,
                )
                self.assertEqual(SECRET in self._html(report), told, (login, scope))
                if report.can_export:
                    said = str(self._cells(report))
                    self.assertEqual(SECRET in said, told, (login, scope))

    def test_another_s_report_opens_for_nobody(self):
        report = self._report("seller", scope="company")
        with self.assertRaises(AccessError):
            self._as("developer", report).spreadsheet  # noqa: B018

    def test_who_may_not_export_does_not(self):
        report = self._report("secretary", scope="company")
        self.env.ref("base.group_allow_export").user_ids -= self.users["secretary"]
        self.users["secretary"].group_ids -= self.env.ref("base.group_allow_export")
        self.assertFalse(self.users["secretary"].has_group("base.group_allow_export"))
        self.assertFalse(self._as("secretary", report).can_export)
        with self.assertRaises(AccessError):
            self._as("secretary", report).action_export()
        with self.assertRaises(AccessError):
            self._as("secretary", report).spreadsheet  # noqa: B018

    def test_dropped_with_its_reason(self):
        self.open._write_noted({"state": "cancelled", "cancel_reason": "Nobody came."})
        report = self._report("developer", scope="company")
        self.assertIn("Nobody came.", self._html(report))
        self.assertIn("Nobody came.", str(self._cells(report)))
        self.assertFalse(report._content()["objectives"])

    def test_ways_to_it(self):
        self.assertEqual(
            self._as("seller", self.cycle).action_open_report()["context"],
            {
                "default_cycle_id": self.cycle.id,
                "default_company_id": self.company.id,
            },
        )
        department = self._as("seller", self.departments["Sales"])
        self.assertEqual(
            department.action_open_okr_report()["context"]["default_department_id"],
            self.departments["Sales"].id,
        )
        person = self._as("seller", self.env["hr.employee.public"]).browse(
            self.employees["developer"].id
        )
        self.assertEqual(
            person.action_open_okr_report()["context"]["default_user_id"],
            self.users["developer"].id,
        )
        with self.assertRaises(UserError):
            self._report("seller", scope="department").action_print()

    def test_paper_and_file_come_by_their_own_ways(self):
        report = self._report("seller", scope="company")
        self.assertEqual(report.action_print()["report_type"], "qweb-pdf")
        self.assertIn("field=spreadsheet", report.action_export()["url"])

    def test_it_is_bounded(self):
        """A report of everything is refused; many at once make no workbook each."""
        reports = self._report("seller") | self._report("seller")
        self.assertEqual(
            [row["spreadsheet"] for row in reports.read(["spreadsheet"])], [False] * 2
        )
        self.env.invalidate_all()
        self.assertTrue(reports[0].spreadsheet)
        with patch.object(okr_cycle_report, "MOST_OBJECTIVES", 1):
            with self.assertRaisesRegex(UserError, "Choose a department"):
                self._html(self._report("seller"))
