from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "okr.panel.mixin"]

    okr_objective_ids = fields.Many2many(
        help="Those of its leader and members, and those with a key result that "
        "follows a KPI of the team, as far as you may read them.",
    )

    @api.depends("user_id", "member_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_okr_objective_ids(self):
        people = {team: team.user_id | team.member_ids for team in self}
        teams = self._origin.ids
        users = {user.id for members in people.values() for user in members}
        # Never as superuser: a panel shows no more than the lists do
        objectives = self.env["okr.objective"].sudo(False)
        followed = (
            self.env["okr.key.result"]
            .sudo(False)
            .search([("kpi_team_id", "in", teams), ("state", "=", "active")])
        )
        found = objectives.search(
            (
                Domain("user_id", "in", list(users))
                | Domain("id", "in", followed.objective_id.ids)
            )
            & objectives._domain_of_today()
        )
        by_team = followed.grouped(lambda kr: kr.kpi_team_id.id)
        for team, members in people.items():
            numbers = by_team.get(team._origin.id, followed.browse()).objective_id
            mine = found.filtered(
                lambda o, numbers=numbers, members=members: (
                    o in numbers or o.user_id.id in members._origin.ids
                )
            )
            team.okr_objective_ids = mine
            team.okr_objective_count = len(mine)
