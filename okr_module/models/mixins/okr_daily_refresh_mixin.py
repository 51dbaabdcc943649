from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.retry import retried


class OkrDailyRefreshMixin(models.AbstractModel):
    """Stored figures that hang on today's date and are taken again every day.

    A model that inherits computes them all in ``_compute_figures``, which sets
    ``figures_date`` too.
    """

    _name = "okr.daily.refresh.mixin"
    _description = "Figures taken every day"

    figures_date = fields.Date(
        string="Figures of",
        compute="_compute_figures",
        store=True,
        index=True,
        help="The day for which status and expected progress were taken.",
    )

    # --- COMPUTE AND SEARCH ---

    def _read_group_select(self, aggregate_spec, query):
        """Reckon figures over what is live and has them: no data is not 0.

        Drafts and the dropped count in no mean, group, graph, pivot or total, whoever
        asks for it.
        """
        selected = super()._read_group_select(aggregate_spec, query)
        name, _colon, function = aggregate_spec.partition(":")
        has_figure = self._averaged_figures().get(name)
        if not has_figure or function not in ("avg", "sum", "min", "max"):
            return selected
        live = self._live_domain() & Domain(has_figure, "=", True)
        return SQL(
            "%s FILTER (WHERE %s)",
            selected,
            live.optimize_full(self)._to_sql(self, self._table, query),
        )

    @api.model
    def read_progress_bar(self, domain, group_by, progress_bar):
        """Count what is live only: the bar above a column is a total, too."""
        live = Domain(domain) & self._live_domain()
        return super().read_progress_bar(live, group_by, progress_bar)

    @api.model
    def _averaged_figures(self):
        """Return ``{figure: field that tells whether there is one}``."""
        raise NotImplementedError

    @api.model
    def _live_domain(self):
        """Return the domain of what is live."""
        raise NotImplementedError

    def _compute_figures(self):
        raise NotImplementedError

    @api.model
    def _figure_names(self):
        """Return the names of the fields that ``_compute_figures`` sets."""
        return [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_figures"
        ]

    def _keep_figures(self):
        """Leave the figures of one record as they are: its cycle is closed."""
        for name in self._figure_names():
            self[name] = self[name]

    def _mark_figures_stale(self):
        """Have all figures taken again before anybody reads them.

        Each by its name: marked by one name alone, the others would be read as they
        were by whoever depends on them and happens to be computed first.
        """
        for name in self._figure_names():
            if self._fields[name].store:
                self.env.add_to_compute(self._fields[name], self)

    def _refresh_figures(self):
        """Take all figures that hang on the date again."""
        self._mark_figures_stale()
        # Nothing was written that would tell those who depend on these figures.
        self.modified(self._figure_names())
        self.env.flush_all()
        return True

    def _refresh_of_the_day(self):
        """Take the figures of a new day, once each."""
        return self._refresh_figures()

    @api.model
    def _cron_refresh_figures(self, batch_size=1000):
        """Take the figures of a new day, company by company, batch by batch.

        Runs every hour and finds nothing to do but after a midnight somewhere.
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            stale = self._stale_domain(company)
            stale &= fields.Domain("cycle_id.state", "!=", "closed")
            if not self._refresh_stale(stale, batch_size):
                return

    @api.model
    def _stale_domain(self, companies):
        """Return the domain of what nobody has taken the figures of today."""
        return fields.Domain.OR(
            fields.Domain("company_id", "=", company.id)
            & (
                fields.Domain("figures_date", "<", company._okr_today())
                | fields.Domain("figures_date", "=", False)
            )
            for company in companies
        )

    @api.model
    def _refresh_stale(self, domain, batch_size):
        """Refresh what a domain finds; false when the cron's time is up."""
        remaining = self.search_count(domain)

        def refresh():
            batch = self.search(domain, limit=batch_size)
            if not batch:
                return 0, True
            self.env["okr.objective"]._let_rollup_follow()
            batch._refresh_of_the_day()
            goes_on = self.env["ir.cron"]._commit_progress(
                len(batch), remaining=max(remaining - len(batch), 0)
            )
            return len(batch), goes_on

        while remaining:
            done, goes_on = retried(self.env, refresh)
            if not goes_on:
                return False
            remaining = max(remaining - done, 0) if done else 0
        return True
