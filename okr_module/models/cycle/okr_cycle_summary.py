from odoo import api, models
from odoo.fields import Domain

from ..base.arguments import as_id
from ..objective.okr_objective_review import HAS_LEARNED, RAN, REVIEWED

MANAGER = "okr_module.group_okr_manager"
#: nobody reads longer lists
MOST_NAMED = 200
DROPPED = Domain("state", "=", "cancelled")


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
        # Counted by the database: of a company's fifty thousand two hundred are named
        every = cycle._domain_transition()
        ran = every & RAN
        figures = cycle._summed_up(every)
        of_plans = Domain("objective_id", "any", every) & Domain(
            "field_name", "!=", "state"
        )
        said = {
            "objectives": ("okr.objective", ran, None),
            "changes": ("okr.target.change", of_plans, "objective_id, date, id"),
            "learned": ("okr.objective", every & HAS_LEARNED, None),
            "unreviewed": ("okr.objective", ran & ~REVIEWED, None),
            "dropped": ("okr.objective", every & DROPPED, None),
        }
        named, counts = {}, {}
        for key, (model, domain, order) in said.items():
            named[key] = self.env[model].search(domain, order=order, limit=MOST_NAMED)
            counts[key] = len(named[key])
            if counts[key] == MOST_NAMED:
                counts[key] = self.env[model].search_count(domain)
        changes_of = dict(
            self.env["okr.target.change"]._read_group(
                of_plans & Domain("objective_id", "in", named["objectives"].ids),
                ["objective_id"],
                ["__count"],
            )
        )
        named["objectives"]._take_original()
        return {
            "cycle": {"id": cycle.id, "name": cycle.name, "state": cycle.state},
            **figures,
            "counts": counts,
            "objectives": [
                {
                    **cycle._named_row(objective),
                    "is_measured": objective.is_measured,
                    "score": objective.final_score,
                    "original_score": objective.original_score,
                    "passed": objective.passed,
                    "changes": changes_of.get(objective, 0),
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
            "notes": [note.sentence for note in cycle._honesty_notes("close")],
            "can_rollover": bool(named["objectives"])
            and self.env.user.has_group(MANAGER)
            and not cycle.is_large,
        }

    # --- BUSINESS ---

    def _summed_up(self, every):
        """Return ``mean_score``, ``measured``, ``passed``, ``drafts`` of a domain."""
        total, measured, passed, drafts = 0.0, 0, 0, 0
        for state, is_measured, has_passed, count, sum_ in self.env[
            "okr.objective"
        ]._read_group(
            every,
            ["state", "is_measured", "passed"],
            ["__count", "final_score:sum"],
        ):
            if state == "draft":
                drafts += count
            elif is_measured and state != "cancelled":
                total += sum_
                measured += count
                passed += has_passed and count
        return {
            "mean_score": total / measured if measured else None,
            "measured": measured,
            "passed": passed,
            "drafts": drafts,
        }

    @api.model
    def _named_row(self, record):
        return {
            "model": record._name,
            "id": record.id,
            "name": record.name,
            "owner": record.user_id.sudo().name or "",
        }
