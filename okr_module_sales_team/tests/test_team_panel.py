from odoo.tests import Form, tagged

from odoo.addons.okr_module.tests.figures_common import TestOkrFigures


@tagged("post_install", "-at_install")
class TestTeamPanel(TestOkrFigures):
    """Objectives on a sales team's form, as far as one may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.open = cls._running("seller", name="North")
        cls.hidden = cls._running("seller", name="A secret", visibility="private")
        cls.elsewhere = cls._running("developer", name="Bells")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "North",
                "company_id": cls.company.id,
                "user_id": cls.users["north_lead"].id,
                "member_ids": [(6, 0, cls.users["seller"].ids)],
            }
        )

    def _seen_by(self, login):
        team = self.team.with_user(self.users[login])
        self.assertEqual(team.okr_objective_count, len(team.okr_objective_ids))
        return set(team.okr_objective_ids.mapped("name"))

    def test_of_its_people(self):
        """A colleague sees what is open, the owner and their manager all of it."""
        group = self.env.ref("sales_team.group_sale_salesman_all_leads")
        for login in ("developer", "seller", "north_lead"):
            self.users[login].group_ids += group
        self.assertEqual(self._seen_by("developer"), {"North"})
        self.assertEqual(self._seen_by("seller"), {"North", "A secret"})
        self.assertEqual(self._seen_by("north_lead"), {"North", "A secret"})

    def test_of_its_kpis(self):
        """What follows a KPI of the team is shown with it, whoever owns it."""
        self.env.cr.execute(
            "UPDATE okr_key_result SET kpi_team_id = %s WHERE id = %s",
            [self.team.id, self.elsewhere.key_result_ids.id],
        )
        self.env.invalidate_all()
        self.assertEqual(
            self.team.okr_objective_ids, self.open | self.hidden | self.elsewhere
        )
        action = self.team.action_open_okr_objectives()
        self.assertEqual(
            action["domain"], [("id", "in", self.team.okr_objective_ids.ids)]
        )

    def test_what_is_over_counts_no_more(self):
        """A panel shows what is of today; a new team has nothing."""
        self.open.action_cancel("No ships")
        self.assertEqual(self.team.okr_objective_ids, self.hidden)
        with Form(self.env["crm.team"]) as form:
            form.name = "South"
            self.assertFalse(form.okr_objective_count)
