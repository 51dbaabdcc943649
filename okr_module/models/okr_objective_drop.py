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
            above, part = objective._alive_above()
            # Where the line leads in a circle, some of them are above as well
            children = (objective.child_ids - objective._line_above()).filtered(
                lambda child: child.can_edit and child.state in ("draft", "active")
            )
            # A parent that cannot be read cannot be named
            if children and (not above or above.has_access("read")):
                children.write({"parent_id": above.id, "parent_key_result_id": part.id})

    def _alive_above(self):
        """Return the next objective above that still takes alignment, and the key
        result of it that leads there, where there is one."""
        self.ensure_one()
        below = self.sudo()
        for above in below._line_above() - self:
            if above.state != "cancelled" and above.cycle_id.state != "closed":
                part = below.parent_key_result_id
                if part.state == "cancelled":
                    part = part.browse()
                return above.sudo(False), part.sudo(False)
            below = above
        return self.browse(), self.parent_key_result_id.browse()

    def _line_above(self):
        """Return all that this contributes to, as superuser, the nearest first.

        Each once: it ends where the data have a circle, too.
        """
        line = self.sudo().browse()
        above = self.sudo().parent_id
        while above and above not in line:
            line += above
            above = above.parent_id
        return line
