import json

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.okr_module.wizard.cycle.okr_cycle_report import COLORS
from odoo.addons.spreadsheet.utils.validate_data import (
    fields_in_spreadsheet,
    menus_xml_ids_in_spreadsheet,
)


@tagged("post_install", "-at_install")
class TestSpreadsheetDashboard(HttpCase):
    """The dashboard of OKRs among Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref(
            "okr_module_spreadsheet_dashboard.spreadsheet_dashboard_okr"
        )
        cls.data = json.loads(cls.dashboard.spreadsheet_data)

    def test_what_it_reads_is_there(self):
        """Every model, field and menu that it names exists."""
        for model, names in fields_in_spreadsheet(self.data).items():
            for path in names:
                Model = self.env[model]
                for name in path.split("."):
                    self.assertIn(name, Model._fields, f"{model}: {path}")
                    field = Model._fields[name]
                    Model = self.env[field.comodel_name] if field.relational else Model
        for xml_id in menus_xml_ids_in_spreadsheet(self.data):
            self.assertEqual(self.env.ref(xml_id)._name, "ir.ui.menu")
        for pivot in self.data["pivots"].values():
            for measure in pivot["measures"]:
                if measure["fieldName"] != "__count":
                    field = self.env[pivot["model"]]._fields[measure["fieldName"]]
                    self.assertEqual(field.aggregator, measure["aggregator"])

    def test_what_it_counts_can_be_counted(self):
        """Its pivots, lists and charts are answered, for an employee as well."""
        employee = new_test_user(self.env, "okr_sheet", groups="base.group_user")
        for pivot in self.data["pivots"].values():
            model = self.env[pivot["model"]].with_user(employee)
            model.formatted_read_group(
                pivot["domain"],
                [row["fieldName"] for row in pivot["rows"]],
                [measure["id"] for measure in pivot["measures"]],
            )
        for each in self.data["lists"].values():
            self.env[each["model"]].with_user(employee).search_read(
                each["domain"], each["columns"], limit=1
            )

    def test_it_says_things_as_our_screens_do(self):
        """Statuses in their colours, departments by name, shares on axes, no data."""
        charts = [
            figure["data"]
            for sheet in self.data["sheets"]
            for figure in sheet["figures"]
            if figure["data"]["type"] != "scorecard"
        ]
        # A chart of cells has the cells' formats on its axis
        self.assertEqual({chart["type"] for chart in charts}, {"bar"})
        colors = [part["backgroundColor"] for part in charts[1]["dataSets"]]
        for status, color in COLORS.items():
            self.assertIn(color, colors, status)
        for pivot in self.data["pivots"].values():
            self.assertIs(pivot["context"]["hierarchical_naming"], False)
        [behind] = self.data["lists"].values()
        self.assertIn(["is_measured", "=", True], behind["domain"])
        self.assertIn("/10", self.data["formats"]["3"])

    def test_who_sees_it(self):
        """Every employee; it stands with Human Resources."""
        self.assertTrue(self.dashboard.is_published)
        group = self.env.ref("okr_module.group_okr_user")
        self.assertEqual(self.dashboard.group_ids, group)
        portal = new_test_user(self.env, "okr_sheet_out", groups="base.group_portal")
        self.assertFalse(self.dashboard.with_user(portal).has_access("read"))

    def test_it_opens(self):
        """In the browser its figures are drawn, and shown."""
        self.start_tour(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            "okr_spreadsheet_dashboard",
            login="admin",
        )
