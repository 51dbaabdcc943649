from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..base.arguments import as_id

FIRST_YEAR, LAST_YEAR = 1900, 2999
#: so many of the latest learnings end a presentation
LEARNINGS = 12


class OkrVision(models.Model):
    """Where a company is heading in the long run: the lighthouse of its objectives.

    A company steers by one at a time. Older ones are archived and stay readable,
    with the objectives that served them.
    """

    _name = "okr.vision"
    _inherit = [
        "okr.named.mixin",
        "okr.input.access.mixin",
        "okr.private.thread.mixin",
    ]
    _description = "Vision"
    _order = "active desc, horizon desc, id desc"

    name = fields.Char(
        string="Vision",
        required=True,
        tracking=True,
        help="One sentence that everybody can say by heart.",
    )
    description = fields.Html(
        help="Why the company is heading there, and how one will know it has arrived."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    horizon = fields.Integer(
        string="By the year",
        tracking=True,
        aggregator=None,
        help="The year in which it is to be reached. Empty: it has no date.",
    )
    active = fields.Boolean(default=True, tracking=True)
    pillar_ids = fields.One2many(
        "okr.pillar", "vision_id", string="Strategic pillars", copy=True
    )
    objective_count = fields.Integer(compute="_compute_objective_count")
    replaces_id = fields.Many2one(
        "okr.vision",
        string="Takes the place of",
        compute="_compute_replaces_id",
        help="The living vision of the company, which is archived when this one "
        "comes into force.",
    )

    _living_uniq = models.UniqueIndex(
        "(company_id) WHERE active",
        "A company steers by one vision at a time: archive the one it has first.",
    )
    _check_horizon = models.Constraint(
        f"CHECK(horizon IS NULL OR horizon = 0 OR "
        f"(horizon >= {FIRST_YEAR} AND horizon <= {LAST_YEAR}))",
        "Write the year as four digits, such as 2035.",
    )

    # --- COMPUTE ---

    @api.depends("pillar_ids.objective_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_objective_count(self):
        for vision in self:
            vision.objective_count = sum(vision.pillar_ids.mapped("objective_count"))

    @api.depends("company_id", "active")
    @api.depends_context("uid")
    def _compute_replaces_id(self):
        living = self.search([("company_id", "in", self.company_id.ids)])
        by_company = {vision.company_id: vision for vision in living}
        for vision in self:
            other = by_company.get(vision.company_id, self.browse())
            vision.replaces_id = other - vision._origin

    # --- CONSTRAINTS ---

    @api.constrains("company_id")
    def _check_company_of_objectives(self):
        for vision in self:
            vision.with_context(active_test=False).pillar_ids._check_company_stays()

    @api.model
    def _nameless_sentence(self):
        return self.env._("A vision needs a sentence that one can say by heart.")

    @api.model
    def _check_entries(self, vals):
        """Refuse a year that is none."""
        if not vals.get("horizon"):
            return
        try:
            year = int(vals["horizon"])
        except (TypeError, ValueError):
            year = 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(
                self.env._("Write the year as four digits, such as 2035.")
            )

    # --- STEPS ---

    def _check_create(self, vals_list):
        result = super()._check_create(vals_list)
        defaults = self.default_get(["active", "company_id"])
        companies = Counter()
        for vals in vals_list:
            self._check_entries(vals)
            values = defaults | vals
            if values.get("active"):
                companies[values.get("company_id")] += 1
        self._make_way(companies)
        return result

    def _check_write(self, vals):
        result = super()._check_write(vals)
        self._check_entries(vals)
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if {"active", "company_id"} & set(vals):
            living = self.filtered(lambda vision: vals.get("active", vision.active))
            self._make_way(
                Counter(
                    vals.get("company_id", vision.company_id.id) for vision in living
                ),
                living,
            )
        return before

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_served(self):
        self.with_context(active_test=False).pillar_ids._check_unserved()

    def copy_data(self, default=None):
        # A copy is where one thinks of the next: the living one stays in force.
        return [
            vals
            | {"active": False, "name": self.env._("%s (copy)", vision.name)}
            | (default or {})
            for vision, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # --- ACTIONS ---

    def action_open_objectives(self):
        """Open the company objectives that point to the pillars of the vision."""
        self.ensure_one()
        pillars = self.with_context(active_test=False).pillar_ids
        action = pillars._objectives_action()
        action["context"] = dict(action["context"], group_by=["pillar_id"])
        return action

    @api.model
    @api.readonly
    def get_presentation(self, cycle_id=None):
        """Return what is presented to all hands, under the reader's rights.

        :param int cycle_id: present the company objectives of this cycle; by default
            those of all cycles that are planned, run or are under review
        :return: dict of ``vision`` (``id``, ``name``, ``description``, ``horizon``, or
            false), ``pillars`` (``id``, ``name``, ``description``, ``progress``,
            ``is_measured``, ``status``), ``objectives`` (each with its why,
            ``key_results`` and ``questions``), ``learnings`` (what reviews of company
            objectives found, the latest first) and ``company``
        """
        company = self.env.company
        vision = self.search([("company_id", "=", company.id)], limit=1)
        objectives = self.env["okr.objective"].search(
            self._presented_domain(company, cycle_id)
        )
        questions = objectives.get_questions()
        learned = self.env["okr.objective"].search(
            Domain("company_id", "=", company.id)
            & Domain("level", "=", "company")
            & Domain("retro_learned", "!=", False),
            order="date_end desc, id",
            limit=LEARNINGS,
        )
        return {
            "company": company.name,
            # No vision is nothing, in a browser, too: an empty record were a list there
            "vision": bool(vision)
            and {
                "id": vision.id,
                "name": vision.name,
                "description": vision.description or "",
                "horizon": vision.horizon,
            },
            "pillars": [
                {
                    "id": pillar.id,
                    "name": pillar.name,
                    "description": pillar.description or "",
                    "is_measured": pillar.is_measured,
                    "progress": pillar.progress,
                    "expected_progress": pillar.expected_progress,
                    "status": pillar.status,
                }
                for pillar in vision.pillar_ids
            ],
            "objectives": [each._presented(questions) for each in objectives],
            "learnings": [
                {
                    "id": each.id,
                    "name": each.name,
                    "cycle": each.cycle_id.name or "",
                    "learned": each.retro_learned,
                }
                for each in learned
            ],
        }

    # --- BUSINESS ---

    @api.model
    def _presented_domain(self, company, cycle_id):
        """Return the domain of the company objectives that have a page."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("level", "=", "company")
            & Domain("state", "!=", "cancelled")
        )
        cycle_id = as_id(self.env, cycle_id)
        if cycle_id:
            return domain & Domain("cycle_id", "=", cycle_id)
        return domain & Domain("cycle_id.state", "in", ("draft", "active", "review"))

    def _make_way(self, companies, besides=()):
        """Archive the living visions of companies that are given another.

        :param companies: how many new ones each company is given, by id
        :param besides: visions that are the new ones
        :raise ValidationError: if a company is given two at once
        :raise AccessError: if the caller does not work in a company
        """
        for company_id, count in companies.items():
            if count > 1:
                raise ValidationError(
                    self.env._(
                        "%s would have two visions. A company steers by one at a time.",
                        self.env["res.company"].browse(company_id).display_name,
                    )
                )
        if not self.env.su and set(companies) - set(self.env.companies.ids):
            # Said here: what is in the way there cannot be seen from here.
            raise AccessError(
                self.env._("Only who works in a company gives it a vision.")
            )
        older = self.search(
            Domain("company_id", "in", list(companies))
            & Domain("id", "not in", [vision.id for vision in besides])
        )
        if not older:
            return
        older.write({"active": False})
        # Before the next one is there: the database allows one only.
        older.flush_recordset(["active"])
        older._message_log_batch(
            {
                vision.id: self.env._("Archived: another vision takes its place.")
                for vision in older
            }
        )
