from odoo import api, models
from odoo.fields import Domain

from ..base.arguments import as_id

MANAGER = "okr_module.group_okr_manager"
#: nobody reads longer lists
MOST_NAMED = 200


class OkrCycle(models.Model):
    """What a cycle came to: its scores, its changed plans, what was learned."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    # --- ACTIONS AND API ---

    def action_open_summary(self):
        """Open the page that sums the cycle up."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "okr_module.okr_cycle_summary_action"
        )
        return dict(
            action,
            context={"active_id": self.id, "active_model": self._name},
            target="main",
        )

    @api.model
    @api.readonly
    def get_summary(self, cycle_id=False):
        """Return what a cycle came to, as far as the reader may read it.

        Drafts and what was dropped have no score. Scores are 0.0 to 1.0.

        :param int cycle_id: the cycle; False for the latest in review or closed
        :return: dict of ``cycle`` (``id``, ``name``, ``state``), ``mean_score`` (over
            what was measured, None where nothing was), ``measured``, ``passed``,
            ``objectives`` (all that ran, each with ``score``, ``original_score``,
            ``passed``, ``is_measured``, ``changes``), ``changes`` (of plans, each
            with ``what``, ``old``, ``new`` and ``reason``), ``learned``,
            ``unreviewed``, ``dropped``, ``drafts`` (how many never began), ``notes``
            (about honesty) and ``can_rollover``; False where there is no such cycle.
            Of each list the first :data:`MOST_NAMED`; ``counts`` has how many there are
        """
        cycle_id = as_id(self.env, cycle_id)
        if cycle_id:
            known = Domain("id", "=", cycle_id) & Domain("state", "!=", "draft")
        else:
            known = Domain("state", "in", ("review", "closed"))
        cycle = self.search(known, limit=1, order="date_end desc, date_start desc, id")
        if not cycle:
            return False
        objectives = cycle._transition_objectives()
        ran = objectives.filtered(lambda o: o.state in ("active", "done"))
        measured = ran.filtered("is_measured")
        scores = measured.mapped("final_score")
        changes = self.env["okr.target.change"].search(
            [("objective_id", "in", objectives.ids), ("field_name", "!=", "state")],
            order="objective_id, date, id",
        )
        changes_of = changes.grouped("objective_id")
        named = {
            "objectives": ran,
            "changes": changes,
            "learned": objectives.filtered(lambda o: (o.retro_learned or "").strip()),
            "unreviewed": ran.filtered(lambda o: not o._is_reviewed()),
            "dropped": objectives.filtered(lambda o: o.state == "cancelled"),
        }
        counts = {key: len(records) for key, records in named.items()}
        named = {key: records[:MOST_NAMED] for key, records in named.items()}
        named["objectives"]._take_original()
        return {
            "cycle": {"id": cycle.id, "name": cycle.name, "state": cycle.state},
            "mean_score": sum(scores) / len(scores) if scores else None,
            "measured": len(measured),
            "passed": len(measured.filtered("passed")),
            "counts": counts,
            "objectives": [
                {
                    **cycle._named_row(objective),
                    "is_measured": objective.is_measured,
                    "score": objective.final_score,
                    "original_score": objective.original_score,
                    "passed": objective.passed,
                    "changes": len(changes_of.get(objective, ())),
                }
                for objective in named["objectives"]
            ],
            "changes": [
                {
                    **cycle._named_row(change.key_result_id or change.objective_id),
                    "change_id": change.id,
                    "what": change.field_label or "",
                    "old": change.old_text or "",
                    "new": change.new_text or "",
                    "reason": change.reason,
                }
                for change in named["changes"]
            ],
            "learned": [
                {**cycle._named_row(objective), "text": objective.retro_learned}
                for objective in named["learned"]
            ],
            "unreviewed": [
                cycle._named_row(objective) for objective in named["unreviewed"]
            ],
            "dropped": [
                {**cycle._named_row(objective), "text": objective.cancel_reason or ""}
                for objective in named["dropped"]
            ],
            "drafts": len(objectives.filtered(lambda o: o.state == "draft")),
            "notes": [note.sentence for note in cycle._honesty_notes("close")],
            "can_rollover": bool(ran) and self.env.user.has_group(MANAGER),
        }

    # --- BUSINESS ---

    @api.model
    def _named_row(self, record):
        return {
            "model": record._name,
            "id": record.id,
            "name": record.name,
            "owner": record.user_id.sudo().name or "",
        }
