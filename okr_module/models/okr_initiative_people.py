from odoo import models
from odoo.exceptions import AccessError

#: What whoever does the work may say of it, besides those who edit the objective.
OF_ITS_OWNER = ("state", "date_deadline", "description", "drop_reason", "sequence")


class OkrInitiative(models.Model):
    """Who says what of work: its owner, and those who edit the objective."""

    _inherit = "okr.initiative"

    # --- BUSINESS ---

    def _check_by_whom(self, vals):
        """Hold whoever does the work, but does not edit the objective, to their own.

        Such a person says how far it is; what it is, and for what, others say.
        """
        if self.env.su:
            return
        self.check_access("write")
        others = self.filtered(lambda initiative: not initiative.can_edit)
        if others and not all(
            name in OF_ITS_OWNER or name.startswith(("message_", "activity_"))
            for name in vals
        ):
            raise AccessError(
                self.env._(
                    "Of %s you can say how far it is, and by when. The rest is said by "
                    "those who edit the objective.",
                    ", ".join(others.mapped("display_name")),
                )
            )
        if vals.get("state") == "dropped" and others.filtered(
            lambda initiative: initiative._is_planned()
        ):
            raise AccessError(
                self.env._(
                    "It counts in the progress of its key result: dropped it is by "
                    "those who edit the objective."
                )
            )

    def _let_owners_read(self):
        """Whoever does the work may see what it is for.

        Who cannot read the objective yet contributes to it from now on. Named by
        somebody who edits the objective, and so may name its contributors.
        """
        owned = self.filtered("user_id")
        for user, initiatives in owned.grouped("user_id").items():
            objectives = initiatives.objective_id
            readable = (
                objectives.with_user(user)
                .with_context(allowed_company_ids=user.sudo().company_ids.ids)
                ._filtered_access("read")
            )
            for objective in objectives - readable.with_env(self.env):
                objective.sudo().write({"member_ids": [(4, user.id)]})
