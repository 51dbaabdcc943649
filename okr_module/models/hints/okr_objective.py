from odoo import api, fields, models
from odoo.fields import Domain

from ...hints import CODES, ObjectiveFacts, objective_hints
from ...hints.rules import MOST_OBJECTIVES
from ...hints.words import languages
from .okr_hints_mixin import HINTED_STATES


class OkrObjective(models.Model):
    """Hints for an objective while it is written, and who is shown whose."""

    _name = "okr.objective"
    _inherit = ["okr.objective", "okr.hints.mixin"]

    hint_code = fields.Selection(
        selection=lambda self: list(self._hint_labels().items()),
        string="Hint",
        compute="_compute_hint_code",
        search="_search_hint_code",
        help="The first hint; a search finds all that have one of a kind.",
    )
    is_mine_to_improve = fields.Boolean(
        string="Mine or my team's",
        compute="_compute_is_mine_to_improve",
        search="_search_is_mine_to_improve",
        export_string_translation=False,
        help="Own objectives and those of one's team; for HR officers and "
        "administrators all that they may read.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends(
        "name",
        "user_id",
        "level",
        "rollup",
        "state",
        "parent_id",
        "cycle_id.state",
        "key_result_ids.hints",
        "key_result_ids.name",
        "key_result_ids.state",
        "key_result_ids.metric_type",
    )
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_hints(self):
        hinted = self._hinted()
        (self - hinted).hints = False
        twins = hinted._twins()
        crowds = hinted._owners_objectives()
        for objective in hinted:
            facts = objective._hint_facts(twins.get(objective), crowds)
            rows = [objective._hint_row(hint) for hint in objective_hints(facts)]
            objective.hints = rows + objective._hint_rows_of_key_results()

    @api.depends("hints")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_hint_code(self):
        for objective in self:
            given = {row["code"] for row in objective.hints or ()}
            objective.hint_code = next((c for c in CODES if c in given), False)

    def _search_hint_code(self, operator, value):
        if operator != "in":
            return NotImplemented
        objectives = self.search(
            Domain("state", "in", HINTED_STATES)
            & (
                Domain("cycle_id", "=", False)
                | Domain("cycle_id.state", "!=", "closed")
            )
        )
        codes = {o: {row["code"] for row in o.hints or ()} for o in objectives}
        wanted = self._check_hint_codes(value)
        domain = Domain("id", "in", [o.id for o in objectives if codes[o] & wanted])
        if False in value:
            domain |= Domain("id", "not in", [o.id for o in objectives if codes[o]])
        return domain

    @api.depends_context("uid")
    @api.depends("user_id", "member_ids", "department_id")
    def _compute_is_mine_to_improve(self):
        self._compute_right("is_mine_to_improve", self._domain_is_mine_to_improve)

    def _search_is_mine_to_improve(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_is_mine_to_improve()

    @api.model
    def _domain_is_mine_to_improve(self):
        user = self.env.user
        if user.has_group("okr_module.group_okr_officer"):
            return Domain.TRUE
        return (
            Domain("user_id", "=", user.id)
            | Domain("member_ids", "=", user.id)
            | self._domain_is_my_team()
        )

    # --- FACTS ---

    def _hinted(self):
        """Return those that somebody can still mend."""
        return self.filtered(
            lambda o: (
                (o.state or "draft") in HINTED_STATES and o.cycle_id.state != "closed"
            )
        )

    def _hint_facts(self, twin, crowds):
        self.ensure_one()
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        place = (self.user_id._origin.id, self.cycle_id._origin.id)
        others = crowds.get(place, set()) - set(self._origin.ids)
        return ObjectiveFacts(
            name=self.name or "",
            level=self.level or "individual",
            rollup=self.rollup or "key_results",
            has_owner=bool(self.user_id),
            is_aligned=bool(self.parent_id),
            # A line without a name is one that somebody is about to write.
            metric_types=tuple(
                kr.metric_type for kr in live if (kr.name or "").strip()
            ),
            owners_objectives=len(others) + 1,
            most_objectives=self.company_id.sudo().okr_max_objectives
            or MOST_OBJECTIVES,
            twin=twin,
            languages=languages(self.env.lang),
        )

    def _owners_objectives(self):
        """Return ``{(owner, cycle): ids}`` of objectives, those the reader may see."""
        places = self.filtered(lambda o: o.user_id and o.cycle_id)
        if not places:
            return {}
        groups = self._read_group(
            Domain("user_id", "in", places.user_id._origin.ids)
            & Domain("cycle_id", "in", places.cycle_id._origin.ids)
            & Domain("state", "!=", "cancelled"),
            ["user_id", "cycle_id"],
            ["id:array_agg"],
        )
        return {(user.id, cycle.id): set(ids) for user, cycle, ids in groups}

    def _hint_rows_of_key_results(self):
        self.ensure_one()
        return [
            {**row, "field": "key_result_ids", "key_result": key_result.name}
            for key_result in self.key_result_ids
            for row in key_result.hints or ()
            # Who owns them all need not be asked for once more.
            if row["code"] != "no_owner" or self.user_id
        ]
