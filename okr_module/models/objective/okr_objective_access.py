from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


def as_rows(ids):
    """Return ids as the rows of a sub-select: ten thousand are one value to plan with.

    As a list, each would be read, planned with and, worse, bound by itself.
    """
    return ids and SQL("SELECT unnest(%s::int[])", f"{{{','.join(map(str, ids))}}}")


class OkrObjective(models.Model):
    """Who may see, edit and create an objective.

    Record rules of objectives and of all that belongs to them name these three
    booleans, so that the rule is one line and the logic is here, once. They are
    searched, never stored: they differ from reader to reader.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    can_read = fields.Boolean(
        compute="_compute_can_read",
        search="_search_can_read",
        export_string_translation=False,
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit",
        search="_search_can_edit",
        export_string_translation=False,
    )
    can_create = fields.Boolean(
        compute="_compute_can_create",
        search="_search_can_create",
        export_string_translation=False,
    )
    is_my_team = fields.Boolean(
        string="My team",
        compute="_compute_is_my_team",
        search="_search_is_my_team",
        export_string_translation=False,
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends_context("uid")
    @api.depends("visibility", "user_id", "member_ids", "department_id")
    def _compute_can_read(self):
        self._compute_right("can_read", self._domain_can_read())

    @api.depends_context("uid")
    @api.depends("visibility", "user_id", "member_ids", "department_id")
    def _compute_can_edit(self):
        self._compute_right("can_edit", self._domain_can_edit())

    @api.depends_context("uid")
    @api.depends("level", "user_id", "department_id")
    def _compute_can_create(self):
        self._compute_right("can_create", self._domain_can_create())

    def _compute_right(self, name, domain):
        allowed = set(
            self.sudo()
            .with_context(active_test=False)
            ._search(domain & Domain("id", "in", self._origin.ids))
            .get_result_ids()
        )
        for objective in self:
            # A record that is still being written is its writer's.
            objective[name] = not objective._origin or objective._origin.id in allowed

    def _search_can_read(self, operator, value):
        return self._domain_can_read() if operator == "in" else NotImplemented

    def _search_can_edit(self, operator, value):
        return self._domain_can_edit() if operator == "in" else NotImplemented

    def _search_can_create(self, operator, value):
        return self._domain_can_create() if operator == "in" else NotImplemented

    @api.depends_context("uid")
    @api.depends("user_id", "department_id")
    def _compute_is_my_team(self):
        self._compute_right("is_my_team", self._domain_is_my_team())

    def _search_is_my_team(self, operator, value):
        return self._domain_is_my_team() if operator == "in" else NotImplemented

    @api.model
    def _domain_is_my_team(self):
        """Return the domain of what people who report to the user answer for."""
        reach = self.env.user._okr_reach()
        return Domain("user_id", "in", as_rows(reach.report_user_ids)) | Domain(
            "department_id", "child_of", reach.led_department_ids
        )

    # --- THE RULES ---

    @api.model
    def _domain_can_read(self):
        """Return the domain of the objectives that the current user may see."""
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        reach = user._okr_reach()
        involved = Domain("user_id", "=", user.id) | self._domain_is_member()
        if user.has_group("okr_module.group_okr_officer"):
            shared = Domain("visibility", "in", ("company", "department"))
        else:
            shared = Domain("visibility", "=", "company") | (
                Domain("visibility", "=", "department")
                & (
                    Domain("department_id", "parent_of", reach.own_department_ids)
                    | Domain("department_id", "child_of", reach.led_department_ids)
                )
            )
        of_reports = Domain("visibility", "=", "private") & Domain(
            "user_id", "in", as_rows(reach.report_user_ids)
        )
        return shared | involved | of_reports

    @api.model
    def _domain_can_edit(self):
        """Return the domain of the objectives that the current user may change.

        The same people check in: a key result's owner is a member.
        """
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        led = user._okr_reach().led_department_ids
        return self._domain_can_read() & (
            Domain("user_id", "=", user.id)
            | self._domain_is_member()
            | Domain("department_id", "child_of", led)
        )

    @api.model
    def _domain_can_create(self):
        """Return the domain of the objectives that the current user may set up."""
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        led = user._okr_reach().led_department_ids
        return (
            Domain("level", "=", "individual") & Domain("user_id", "=", user.id)
        ) | (
            Domain("level", "=", "department")
            & Domain("department_id", "child_of", led)
        )

    # --- AS THE DATABASE LIKES IT ---

    @api.model
    def _domain_is_member(self):
        """Return the domain of what the current user contributes to.

        The ids are found once for a query. Asked of each objective, as Odoo does, they
        make each query with a rule look as dear as one that walks through all.
        """
        return Domain(
            "id",
            "in",
            SQL(
                "SELECT objective_id FROM okr_objective_member_rel WHERE user_id = %s",
                self.env.uid,
                to_flush=self._fields["member_ids"],
            ),
        )
