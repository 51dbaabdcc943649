from odoo import models


class GamificationGoalDefinition(models.Model):
    _inherit = "gamification.goal.definition"

    def action_okr_make_kpi(self):
        """Make a KPI that key results can be linked to, or open the one there is.

        :return: a window action
        :raise UserError: if the goal is computed in a way that cannot be followed
        :raise AccessError: if the caller may not make KPIs
        """
        self.ensure_one()
        Kpi = self.env["okr.kpi"]
        kpi = Kpi.with_context(active_test=False).search(
            [("goal_definition_id", "=", self.id)], limit=1
        )
        if not kpi:
            kpi = Kpi.create(
                {
                    "name": self.name,
                    "code": f"gamification.goal_{self.id}",
                    "source": "goal_definition",
                    "goal_definition_id": self.id,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "okr.kpi",
            "res_id": kpi.id,
            "view_mode": "form",
        }
