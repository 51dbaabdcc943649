from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class OkrObjective(models.Model):
    """What an objective contributes to, and the map of it."""

    _inherit = "okr.objective"

    # --- CONSTRAINTS ---

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("An objective cannot contribute to itself, round a corner.")
            )
        for objective in self:
            if objective.parent_id.cycle_id.state == "closed":
                raise ValidationError(
                    self.env._(
                        "%s belongs to a closed cycle; nothing can be aligned to it.",
                        objective.parent_id.display_name,
                    )
                )

    @api.constrains("parent_id", "parent_key_result_id")
    def _check_parent_key_result(self):
        for objective in self.filtered("parent_key_result_id"):
            if objective.parent_key_result_id.objective_id != objective.parent_id:
                raise ValidationError(
                    self.env._(
                        "The key result that %s contributes to belongs to another "
                        "objective.",
                        objective.name,
                    )
                )

    # --- MAP ---

    @api.model
    def _with_orphans(self, condition):
        """Return "without a parent" as "without a parent that may be seen"."""
        without_parent = condition.field_expr == "parent_id" and (
            condition.operator in ("=", "in") and condition.value in (False, [False])
        )
        if not without_parent:
            return condition
        return Domain("parent_id", "not any", [("can_read", "=", True)])

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Return the map around what a domain finds, as web_hierarchy asks for it.

        Whatever has no parent that the reader may see stands at the top: an objective
        of theirs does not vanish with a hidden one above it. Around one objective
        whose parent is hidden, it is the map without the parent; the original would
        fail.
        """
        domain = list(Domain(domain).map_conditions(self._with_orphans))
        found = self.search(domain, limit=2)
        if len(found) != 1 or found[parent_field].has_access("read"):
            return super().hierarchy_read(
                domain, specification, parent_field, child_field, order
            )
        children = self.search([(parent_field, "=", found.id)], order=order)
        specification.setdefault(parent_field, {"fields": {"display_name": {}}})
        rows = (found + children).web_read(specification)
        if not child_field:
            below = self._read_group(
                [(parent_field, "in", children.ids)], [parent_field], ["id:array_agg"]
            )
            below = {parent.id: child_ids for parent, child_ids in below}
            below[found.id] = children.ids
            for row in rows:
                if below.get(row["id"]):
                    row["__child_ids__"] = below[row["id"]]
        return rows

    def action_open_alignment(self):
        """Open the alignment map around the objective."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_alignment_action"
        )
        action["context"] = {"hierarchy_res_id": self.id}
        return action

    # --- BUSINESS ---

    @api.model
    def _with_parent_of_key_result(self, vals):
        """Aligning to a key result aligns to its objective."""
        key_result_id = vals.get("parent_key_result_id")
        if key_result_id and "parent_id" not in vals:
            key_result = self.env["okr.key.result"].browse(key_result_id)
            return dict(vals, parent_id=key_result.objective_id.id)
        if "parent_id" in vals and "parent_key_result_id" not in vals:
            if self and self.parent_key_result_id:
                return dict(vals, parent_key_result_id=False)
        return dict(vals)
