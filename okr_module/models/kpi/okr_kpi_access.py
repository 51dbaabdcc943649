from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .query import check_counted_fields


class OkrKpi(models.Model):
    """As whom a KPI is computed, and who may link it, filter it and be offered it."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.kpi"

    # --- AS WHOM ---

    def _check_run_as(self):
        """Refuse KPIs that show their author what only another person may read.

        Not only naming the other person would do that: so would changing what a
        KPI counts that is computed as them already, by itself or as a part of a
        ratio. Not a constraint, since Odoo checks those as superuser.
        """
        if self.env.su:
            return
        if SUPERUSER_ID in self.run_as_id.ids:
            raise AccessError(
                self.env._("A KPI is computed as a person, who has rights to name.")
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
            others = (kpi.run_as_id or kpi._linkers()) - self.env.user
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

    def _linkers(self):
        """Return as whom a KPI is computed that names nobody itself."""
        running = self.key_result_ids.filtered(lambda kr: kr.cycle_id.state != "closed")
        return running.kpi_linked_by_id

    # --- WHO LINKS ---

    def _check_may_link(self, *filters):
        """Raise where the current user may not link a key result to the KPI.

        :param filters: further domains, as lists: what they look at is read, too
        """
        for kpi in self.sudo()._with_parts():
            kpi.with_env(self.env)._check_may_choose()
            for domain in filters:
                kpi.with_env(self.env)._check_may_filter(domain)
            if kpi.source == "digest":
                kpi.with_env(self.env)._check_may_read_digest()

    def _check_may_choose(self):
        """Raise where groups and models alone keep the KPI from the current user.

        Nothing is counted to find out. Whether a KPI of the digest is theirs only the
        digest knows, so that comes with linking: :meth:`_check_may_link`.
        """
        self.ensure_one()
        kpi = self.sudo()
        if kpi.group_ids and not (kpi.group_ids & self.env.user.all_group_ids):
            raise AccessError(
                self.env._("You do not belong to those who may use %s.", kpi.name)
            )
        for name in kpi._models_read():
            # Odoo keeps which models somebody reads: asked of many KPIs, read once.
            if name in self.env and not self.env[name].has_access("read"):
                raise AccessError(
                    self.env._(
                        "%s is counted from records that you may not read.", kpi.name
                    )
                )

    def _with_parts(self):
        """Return an iterator over KPIs and, since a ratio tells them, its parts.

        Each keeps those that are read with it: so many ask no more than one.
        """
        for kpi in self:
            yield kpi
            yield from kpi.numerator_id
            yield from kpi.denominator_id

    def _filtered_linkable(self):
        """Return those that the current user may link."""
        return self.filtered(lambda kpi: kpi._is_allowed(kpi._check_may_link))

    def _filtered_offered(self):
        """Return those that the picker offers the current user.

        As those that they may link, but for the digest, which would have to count.
        """

        def is_offered(kpi):
            parts = kpi.sudo()._with_parts()
            return all(
                kpi._is_allowed(part.with_env(self.env)._check_may_choose)
                for part in parts
            )

        return self.filtered(is_offered)

    @api.model
    def _is_allowed(self, check):
        """Return whether a check raises no AccessError."""
        try:
            check()
        except AccessError:
            return False
        return True

    def _check_may_filter(self, domain):
        """Raise where a filter looks at what the current user may not read.

        The KPI is computed as somebody else: a number that moves with the filter
        would tell what the field holds. Where a filter keeps one record alone, so
        would what is counted of it.
        """
        self.ensure_one()
        kpi = self.sudo()
        for name in kpi._models_read() if domain and kpi.source != "ratio" else ():
            if name not in self.env:
                continue
            try:
                definition = kpi._definition()
                model = self.env[name]
                check_counted_fields(model, definition)
                model._search(Domain(definition.domain) & Domain(list(domain)))
            except AccessError:
                raise AccessError(
                    self.env._(
                        "%s: the filter looks at what you may not read.", kpi.name
                    )
                ) from None

    def _models_read(self):
        """Return the names of the models that the KPI is counted from."""
        self.ensure_one()
        if self.source == "ratio":
            return self.numerator_id._models_read() + self.denominator_id._models_read()
        return [self.model_name] if self.source == "records" and self.model_name else []
