from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.okr_module.models.kpi.query import Definition, KpiQuery

#: what a goal in batch mode may compare its field with, and the model it then leads to
USER_EXPRESSIONS = {"user.id": "res.users", "user.partner_id.id": "res.partner"}


class OkrKpi(models.Model):
    _inherit = "okr.kpi"

    goal_definition_id = fields.Many2one(
        "gamification.goal.definition",
        string="Goal definition",
        ondelete="set null",
        index="btree_not_null",
        domain="[('computation_mode', 'in', ('count', 'sum'))]",
    )

    # --- TRIED BEFORE IT IS KEPT ---

    def _problem_of_goal_definition(self):
        if not self.sudo().goal_definition_id:
            return self.env._("Choose the goal that it follows.")
        try:
            self._goal()
        except UserError as error:
            return str(error)
        return False

    def _definition(self):
        if self.source == "goal_definition":
            return self._goal()[0]
        return super()._definition()

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        return [
            {**self._goal_values(vals), **vals}
            for vals in super()._prepare_create(vals_list)
        ]

    @api.onchange("goal_definition_id")
    def _onchange_goal_definition_id(self):
        if self.goal_definition_id:
            goal = self.goal_definition_id
            self.update(self._goal_values({"goal_definition_id": goal.id}))
            self.name = self.name or goal.name

    @api.model
    def _goal_values(self, vals):
        """Return what a goal definition says of unit, money and direction."""
        goal = self.env["gamification.goal.definition"].browse(
            vals.get("goal_definition_id") or ()
        )
        if not goal:
            return {}
        return {
            "better": goal.condition,
            "is_money": goal.monetary,
            "unit": goal.suffix,
            "description": goal.description,
            "nature": "flow" if goal.field_date_id else "stock",
        }

    # --- SOURCE ---

    @api.depends("goal_definition_id.field_date_id")
    def _compute_has_history(self):
        result = super()._compute_has_history()
        for kpi in self.filtered(lambda kpi: kpi.source == "goal_definition"):
            kpi.has_history = bool(kpi.sudo().goal_definition_id.field_date_id)
        return result

    def _models_read(self):
        self.ensure_one()
        if self.source != "goal_definition":
            return super()._models_read()
        name = self.sudo().goal_definition_id.model_id.model
        return [name] if name else []

    def _aggregate_value(self, aggregate):
        if self.source == "goal_definition":
            return aggregate.result(self.sudo().goal_definition_id.computation_mode)
        return super()._aggregate_value(aggregate)

    def _aggregates_goal_definition(self, scope, spans):
        """Count as the goal says, for as many people as asked, in one query.

        Unlike the goal itself: who has no record has 0 and not the value of last time,
        only the company's records count, a week has seven days, and a goal without its
        own span is asked about any.
        """
        goal, by_partner = self._goal()
        if by_partner and scope.kind == "department":
            raise UserError(
                self.env._("%s is counted for a company or a person only.", self.name)
            )
        if by_partner and scope.kind == "user":
            return self._aggregates_of_partners(goal, scope, spans)
        return KpiQuery(self.env, goal, scope).aggregates(spans)

    def _aggregates_of_partners(self, goal, scope, spans):
        """Ask by the contacts of people: records belong to those, not to users."""
        users = self.env["res.users"].sudo().browse(scope.ids)
        partners = {user.partner_id.id: user.id for user in users}
        aggregates = KpiQuery(
            self.env, goal, scope._replace(ids=tuple(partners))
        ).aggregates(spans)
        return {
            (partners[partner], number): aggregate
            for (partner, number), aggregate in aggregates.items()
        }

    # --- TRANSLATION ---

    def _goal(self):
        """Return the goal as a :class:`Definition`, and whether people are contacts.

        :raise UserError: with a sentence, where it cannot be followed faithfully
        """
        self.ensure_one()
        definition = self.sudo().goal_definition_id
        if not definition:
            raise UserError(self.env._("%s: the goal definition is gone.", self.name))
        if definition.computation_mode not in ("count", "sum"):
            raise UserError(
                self.env._(
                    "%s: only goals that count or add up records can be taken; not "
                    "those typed in or computed by code.",
                    definition.name,
                )
            )
        model_name = definition.model_id.model
        if not model_name or model_name not in self.env:
            raise UserError(
                self.env._(
                    "%s: the app that holds its records is gone.", definition.name
                )
            )
        summed = definition.computation_mode == "sum"
        if summed and not definition.field_id.store:
            raise UserError(
                self.env._("%s: the field it adds up is not stored.", definition.name)
            )
        model = self.env[model_name]
        path, by_partner = self._goal_people(definition, model)
        return (
            Definition(
                name=self.display_name,
                model_name=model_name,
                domain=self._goal_domain(definition),
                aggregate=definition.computation_mode,
                measure_name=definition.field_id.name if summed else "",
                date_name=definition.field_date_id.name,
                date_is_datetime=definition.field_date_id.ttype == "datetime",
                nature=self.nature,
                company_path=self._goal_company(model),
                without_company=self.without_company,
                paths={"user": path},
                person_path=path,
                min_group_size=self.min_group_size,
            ),
            by_partner,
        )

    @api.model
    def _goal_domain(self, definition):
        try:
            return self._literal(definition.domain)
        except UserError:
            raise UserError(
                self.env._(
                    "%s: its filter is no plain list. A goal of one person each can be "
                    "taken in batch mode, where a field says whose record it is.",
                    definition.name,
                )
            ) from None

    @api.model
    def _goal_company(self, model):
        field = model._fields.get("company_id")
        return "company_id" if field and field.comodel_name == "res.company" else False

    @api.model
    def _goal_people(self, definition, model):
        """Return the path to a record's person and whether it leads to the contact."""
        if not definition.batch_mode:
            return False, False
        name = definition.batch_distinctive_field.name
        expression = (definition.batch_user_expression or "user.id").strip()
        comodel = USER_EXPRESSIONS.get(expression)
        field = model._fields.get(name or "")
        if not comodel or not field or field.comodel_name != comodel:
            raise UserError(
                self.env._(
                    "%(goal)s: it tells people apart by %(field)s and %(expression)s, "
                    "which does not lead to a user or a contact.",
                    goal=definition.name,
                    field=name,
                    expression=expression,
                )
            )
        return name, comodel == "res.partner"
