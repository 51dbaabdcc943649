from odoo import models


class OkrObjective(models.Model):
    """What is free again when an objective is dropped."""

    _inherit = "okr.objective"

    def _what_a_drop_frees(self):
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        people = self.user_id | self.member_ids | live.user_id
        return self.env._(
            "%(numbers)s key results no longer ask for check-ins, and %(people)s "
            "people have time for what matters more.",
            numbers=len(live),
            people=len(people),
        )

    def _lift_children(self):
        """Align what was aligned here to what this contributed to.

        Only those that the caller may change; the others stay as they are.
        """
        for objective in self:
            above = objective.parent_id
            children = objective.child_ids.filtered(
                lambda child: child.can_edit and child.state in ("draft", "active")
            )
            # A parent that cannot be read cannot be named
            if children and (not above or above.has_access("read")):
                children.write(
                    {
                        "parent_id": above.id,
                        "parent_key_result_id": objective.parent_key_result_id.id,
                    }
                )
