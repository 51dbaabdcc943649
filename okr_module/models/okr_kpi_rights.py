from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: what says whose records are counted, which and how, and who gets to know
DEFINITION = {
    "run_as_id",
    "group_ids",
    "source",
    "model_id",
    "domain",
    "gap_domain",
    "aggregate",
    "measure_field_id",
    "date_field_id",
    "date_end_field_id",
    "without_company",
    "person_path",
    "min_group_size",
    "numerator_id",
    "denominator_id",
    "digest_field",
    "company_path",
    "department_path",
    "user_path",
    "team_path",
}


class OkrKpiRights(models.AbstractModel):
    """As whom a figure is computed, and who may bind to it."""

    _name = "okr.kpi.rights"
    _description = "Rights of a figure"

    # --- AS WHOM ---

    @api.model
    def _definition_fields(self):
        """Return the names of the fields that say what a figure tells, and whom."""
        return DEFINITION

    def _check_run_as(self):
        """Refuse figures that show their author what only another person may read.

        Not only naming the other person would do that: so would changing what a
        figure counts that is computed as them already, by itself or as a part of a
        ratio. Not a constraint, since Odoo checks those as superuser.
        """
        if self.env.su:
            return
        if SUPERUSER_ID in self.run_as_id.ids:
            raise AccessError(
                self.env._("A figure is computed as a person, who has rights to name.")
            )
        if self.env.user.has_group("base.group_erp_manager"):
            return
        ratios = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain("numerator_id", "in", self.ids)
                | Domain("denominator_id", "in", self.ids)
            )
        )
        for kpi in self.sudo() | ratios:
            others = (kpi.run_as_id or kpi._binders()) - self.env.user
            if others:
                raise AccessError(
                    self.env._(
                        "%(kpi)s is computed as %(person)s: only somebody who manages "
                        "access rights says what it counts. A copy of it can be "
                        "computed as you.",
                        kpi=kpi.name,
                        person=others[:1].name,
                    )
                )

    def _binders(self):
        """Return as whom a figure is computed that names nobody itself."""
        running = self.key_result_ids.filtered(lambda kr: kr.cycle_id.state != "closed")
        return running.kpi_bound_by_id

    @api.model
    def _check_person(self, run_as):
        """Raise where there is nobody to compute a figure as.

        Without a person Odoo would compute it as whoever asks, which is the superuser
        where a job does.
        """
        person = run_as.sudo()
        if not person:
            raise UserError(
                self.env._(
                    "The person it was computed as is gone. Bind it again, and it is "
                    "computed as you."
                )
            )
        if not person.active and person.id != SUPERUSER_ID:
            raise UserError(
                self.env._(
                    "It is computed as %s, who is archived. Bind it again, or let an "
                    "administrator name somebody else at the figure.",
                    person.name,
                )
            )

    @api.model
    def _check_filter_person(self, person):
        """Raise where nobody is there any more whose rights a filter could follow."""
        person = person.sudo()
        if not person:
            raise UserError(
                self.env._(
                    "The person who set the filter is gone. Bind it again, and the "
                    "filter sees what you may read."
                )
            )
        if not person.active and person.id != SUPERUSER_ID:
            raise UserError(
                self.env._(
                    "The filter was set by %s, who is archived. Bind it again, and "
                    "the filter sees what you may read.",
                    person.name,
                )
            )

    # --- WHO MAY BIND ---

    def _check_may_bind(self, *filters):
        """Raise where the current user may not bind a key result to the figure.

        :param filters: further domains, as lists: what they look at is read, too
        """
        user = self.env.user
        for kpi in self.sudo()._with_parts():
            if kpi.group_ids and not (kpi.group_ids & user.all_group_ids):
                raise AccessError(
                    self.env._("You do not belong to those who may use %s.", kpi.name)
                )
            for name in kpi._models_read():
                if name in self.env and not self.env[name].has_access("read"):
                    raise AccessError(
                        self.env._(
                            "%s is counted from records that you may not read.",
                            kpi.name,
                        )
                    )
            for domain in filters:
                kpi.with_env(self.env)._check_may_filter(domain)
            if kpi.source == "digest":
                kpi.with_env(self.env)._check_may_read_digest()

    def _with_parts(self):
        """Return an iterator over figures and, since a ratio tells them, its parts.

        Each keeps those that are read with it: so many ask no more than one.
        """
        for kpi in self:
            yield kpi
            yield from kpi.numerator_id
            yield from kpi.denominator_id

    def _filtered_bindable(self):
        """Return those that the current user may bind."""
        mine = self.browse()
        for kpi in self:
            try:
                kpi._check_may_bind()
            except AccessError:
                continue
            mine |= kpi
        return mine

    def _check_may_filter(self, domain):
        """Raise where a filter looks at what the current user may not read.

        The figure is computed as somebody else: a number that moves with the filter
        would tell what the field holds.
        """
        self.ensure_one()
        for name in self.sudo()._models_read() if domain else ():
            if name not in self.env:
                continue
            try:
                self.env[name]._search(Domain(list(domain)))
            except AccessError:
                raise AccessError(
                    self.env._(
                        "%s: the filter looks at what you may not read.",
                        self.sudo().name,
                    )
                ) from None

    def _models_read(self):
        """Return the names of the models that the figure is counted from."""
        self.ensure_one()
        if self.source == "ratio":
            return self.numerator_id._models_read() + self.denominator_id._models_read()
        return [self.model_name] if self.source == "records" and self.model_name else []
