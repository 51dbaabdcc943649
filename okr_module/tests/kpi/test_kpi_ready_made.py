from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestKpiReadyMade(TransactionCase):
    """An update corrects a ready-made KPI and keeps what a customer made of it."""

    NAME = "okr_module.okr_kpi_hr_headcount"

    def setUp(self):
        super().setUp()
        self.kpi = self.env.ref(self.NAME)

    def _update(self, **values):
        """Load the data of the KPI as an update of the addon does."""
        self.env["okr.kpi"].with_context(install_mode=True)._load_records(
            [{"xml_id": self.NAME, "values": values, "noupdate": False}], update=True
        )

    def test_a_mended_definition_arrives(self):
        self._update(description="Counted better", sequence=77)
        self.assertEqual(
            (self.kpi.description, self.kpi.sequence), ("Counted better", 77)
        )

    def test_what_was_changed_here_stays(self):
        group = self.env.ref("base.group_system")
        self.kpi.write({"name": "Our people", "group_ids": [(6, 0, group.ids)]})
        for name in ("People", "Heads"):
            self._update(name=name, description=name, group_ids=[(6, 0, [])])
            self.assertEqual(self.kpi.name, "Our people")
            self.assertEqual(self.kpi.group_ids, group)
            self.assertEqual(self.kpi.description, name)

    def test_what_is_set_back_is_the_addons_again(self):
        before = self.kpi.name
        self.kpi.name = "Our people"
        self._update(name="People")
        self.kpi.name = before
        self._update(name="Heads")
        self.assertEqual(self.kpi.name, "Heads")

    def test_an_import_of_ones_own_is_no_update(self):
        self.kpi.name = "Our people"
        self.env["okr.kpi"]._load_records(
            [{"xml_id": self.NAME, "values": {"name": "Imported"}}], update=True
        )
        self.assertEqual(self.kpi.name, "Imported")
