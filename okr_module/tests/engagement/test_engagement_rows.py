from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .engagement_common import TestEngagementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-01-13 12:00:00")
class TestEngagementRows(TestEngagementCommon):
    """The page as rows, and drafts for those who have no objective."""

    def _rows(self, login="hr_officer", **asked):
        engagement = self._as(login)
        domain = engagement.open_rows(**asked)["domain"]
        return engagement.env["okr.engagement.row"].search(domain)

    def test_the_very_figures_of_the_page(self):
        page = self._as("hr_officer").get_page()
        rows = self._rows().filtered(lambda row: not row.department_id)
        by_figure = {row.figure: row for row in rows if "week" not in row.figure}
        for section in page["sections"]:
            for told in section["rows"]:
                row = by_figure.pop(told["key"])
                self.assertEqual(row.value, told["value"], told["key"])
                self.assertEqual(row.out_of, told["of"] or 0)
                self.assertEqual(row.definition, told["definition"])
        self.assertEqual(by_figure.pop("health").value, page["health"]["value"])
        self.assertFalse(by_figure)
        weeks = rows.filtered(lambda row: row.figure == "week_missed")
        self.assertEqual(
            weeks.mapped("value"), [week["missed"] for week in page["trend"]]
        )

    def test_what_a_figure_means_is_said_to_its_end(self):
        """A row stands by itself: nothing follows a colon."""
        for definition in filter(None, self._rows().mapped("definition")):
            self.assertTrue(definition.endswith("."), definition)

    def test_departments_say_what_figures_says_of_them(self):
        for row in self._rows().filtered("department_id"):
            if row.figure in ("leader_on_time_rate", "health"):
                continue
            figures = self._as("hr_officer").figures(department_id=row.department_id.id)
            self.assertEqual(row.value, figures[row.figure], row.figure)

    def test_small_groups_have_no_rows(self):
        self.company.okr_min_group_size = 3
        self.company.flush_recordset()
        shown = self._rows().department_id
        for department in self.departments.values():
            figures = self._as("hr_officer").figures(department_id=department.id)
            self.assertEqual(
                department in shown, figures["objectives"] is not None, department.name
            )
        self.company.okr_min_group_size = 20
        with self.assertRaises(AccessError):
            self._rows()

    def test_who_may_have_them(self):
        self.assertTrue(self._rows("okr_admin"))
        names = self._rows("sales_lead").mapped("scope")
        self.assertTrue(any("Sales North" in name for name in names))
        self.assertFalse(any("Product" in name for name in names))
        for login in ("seller", "portal", "stranger"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._rows(login)
        rows = self._rows()
        others = rows.with_user(self.users["sales_lead"])
        self.assertFalse(others.search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            others.read(["value"])
        with self.assertRaises(AccessError):
            rows.write({"value": 1})
        self.assertNotIn("Hidden", str(rows.read()))

    def test_pivot_and_export(self):
        self.users["hr_officer"].group_ids += self.env.ref("base.group_allow_export")
        rows = self._rows()
        groups = rows.formatted_read_group(
            [("id", "in", rows.ids)], ["scope", "label"], ["value:sum"]
        )
        self.assertTrue(groups)
        data = rows.export_data(["scope", "label", "value", "share"])["datas"]
        self.assertEqual(len(data), len(rows))

    def test_totals_do_not_mislead(self):
        """A department counts in the one above: only the weeks of a figure add up."""
        rows = self._rows()
        domain = [("id", "in", rows.ids)]
        asked = ["value:sum", "out_of:sum", "share:avg"]

        def groups(names):
            found = rows.formatted_read_group(domain, names, [*asked, "__count"])
            return {
                tuple(group[name] for name in names): tuple(map(group.get, asked))
                for group in found
            }

        (total,) = groups([]).values()
        self.assertEqual(total, (False, False, False))
        for (_label, figure), shown in groups(["label", "figure"]).items():
            some = rows.filtered(lambda row, name=figure: row.figure == name)
            if figure.startswith("week"):
                value, out_of = sum(some.mapped("value")), sum(some.mapped("out_of"))
                self.assertEqual(shown[:2], (value, out_of))
                self.assertAlmostEqual(shown[2], value / out_of)
            elif len(some) > 1:
                self.assertEqual(shown, (False, False, False))
        for row in rows.filtered("department_id"):
            alone = groups(["scope", "figure"])[row.scope, row.figure]
            self.assertEqual(alone, (row.value, row.out_of, row.share))
            break

    # --- FROM A TEMPLATE ---

    def test_drafts_for_those_without(self):
        officer = self._as("hr_officer")
        action = officer.make_from_template(department_id=self.departments["Sales"].id)
        template = self.env["okr.template"].create(
            {
                "name": "Learn something",
                "key_result_ids": [(0, 0, {"name": "Courses: 0 to 2"})],
            }
        )
        dialog = Form(
            self.env["okr.template.use"]
            .with_user(self.users["hr_officer"])
            .with_context(
                **action["context"],
                default_template_id=template.id,
                allowed_company_ids=self.company.ids,
            )
        )
        self.assertEqual(dialog.for_whom, "people")
        self.assertTrue(dialog.can_use_for_many)
        self.assertEqual(dialog.user_ids.ids, self.users["sales_lead"].ids)
        run_id = dialog.save().action_confirm()["res_id"]
        run = self.env["okr.template.run"].browse(run_id)
        self.assertFalse([line for line in run.line_ids if line.reason])

    def test_only_officers_make_them(self):
        for login in ("sales_lead", "seller", "stranger"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).make_from_template()
        self.company.okr_min_group_size = 20
        with self.assertRaises(AccessError):
            self._as("hr_officer").make_from_template()
