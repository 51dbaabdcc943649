from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class OkrKpiRecords(models.AbstractModel):
    """The very records behind a figure, and whether any of them has changed."""

    _name = "okr.kpi.records"
    _description = "Records of a figure"

    def _who_domain(self, scope):
        """Return the domain of whose records count, whatever their date or kind.

        Where there is a filter, only those that who set it may read.
        """
        self.ensure_one()
        path = self._scope_path(self, scope)
        domain = self._company_domain(self, scope) & self._seen_domain(self, scope)
        if path:
            return domain & self._path_domain(self, scope, path)
        return domain

    def _records_domain(self, scope, span):
        """Return the domain of the very records behind a figure."""
        self.ensure_one()
        domain = (
            Domain(self._domain_list())
            & self._filter_domain(self, scope)
            & self._who_domain(scope)
            & self._span_domain(self, scope, [span])
        )
        if self.nature == "stock" and self.date_end_name:
            _start, end = self._bounds(span, self, scope)
            if self.date_end_counts:
                end -= timedelta(days=1)
            domain &= Domain(self.date_end_name, "=", False) | Domain(
                self.date_end_name, ">=", end
            )
        return domain

    def _source_stamp(self, scope, span, tables):
        """Return what changes when any of the records does; False where nothing tells.

        Only for definitions that look at nothing but columns of their own table: a
        change elsewhere leaves no trace there. Nor does what who set a filter may
        read: where there is one, nothing tells.

        :param tables: dict that keeps the state of each table, so that it is asked for
            once however many definitions count the same records
        """
        self.ensure_one()
        if self.source != "records" or self.model_name not in self.env or scope.extra:
            return False
        model = self.env[self.model_name]
        names = {
            self.date_name,
            self.date_end_name,
            self.measure_name,
            self.company_path,
            self[f"{scope.kind}_path"],
        } - {False}
        domain = Domain(self._domain_list())
        names |= {condition.field_expr for condition in domain.iter_conditions()}
        own = all(
            name in model._fields
            and model._fields[name].column_type
            and model._fields[name].store
            for name in names
        )
        if (
            not (own and model._auto and model._log_access)
            or scope.kind == "department"
        ):
            return False
        if model._table not in tables:
            model.flush_model()
            # By the transactions that wrote the rows: one that began early and ended
            # late leaves an old write_date.
            tables[model._table] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*), MAX(id), MAX(write_date), "
                    "SUM(xmin::text::bigint) FROM %s",
                    SQL.identifier(model._table),
                )
            )[0]
        parts = tables[model._table]
        if self._money(self, model, scope):
            parts += self.env.execute_query(
                SQL("SELECT COUNT(*), MAX(write_date) FROM res_currency_rate")
            )[0]
            parts += (scope.currency.id,)
        return ":".join(map(str, (span.start, span.end, self.write_date, *parts)))
