from odoo import api, fields, models
from odoo.fields import Domain


class OkrPersonMixin(models.AbstractModel):
    """A person whose objectives of today are shown, as far as the reader sees them.

    A model that inherits says in ``_okr_user_field`` where the user is.
    """

    _name = "okr.person.mixin"
    _inherit = ["okr.panel.mixin"]
    _description = "Person with objectives"

    #: name of the field with the user; None where the record itself is one
    _okr_user_field = "user_id"

    okr_objective_ids = fields.Many2many(
        help="Those that are planned, run or are done in cycles that are open still, "
        "as far as you may read them.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends(lambda self: [self._okr_user_field] if self._okr_user_field else [])
    def _compute_okr_objective_ids(self):
        users = {person: person._okr_user_id() for person in self}
        # Never as superuser: a panel shows no more than the lists do
        objectives = self.env["okr.objective"].sudo(False)
        found = objectives.search(
            Domain("user_id", "in", list({*users.values()} - {False}))
            & objectives._domain_of_today()
        ).grouped(lambda objective: objective.user_id.id)
        for person, user_id in users.items():
            mine = found.get(user_id, objectives)
            person.okr_objective_ids = mine
            person.okr_objective_count = len(mine)

    def _okr_user_id(self):
        """Return the id of the person's user, False where there is none."""
        self.ensure_one()
        name = self._okr_user_field
        return self[name].id if name else self._origin.id

    def action_open_okr_report(self):
        """Ask for the report of a cycle of this person, as far as one may read it."""
        self.ensure_one()
        return self.env["okr.cycle.report"]._open(
            scope="person", user_id=self._okr_user_id()
        )
