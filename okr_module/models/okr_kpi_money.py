from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class OkrKpiMoney(models.AbstractModel):
    """Amounts in other currencies, each at the rate of its day."""

    _name = "okr.kpi.money"
    _description = "Money of a figure"

    @api.model
    def _money(self, definition, model, scope):
        """Return the name of the currency field that amounts must be converted by.

        False where nothing is to convert: no money, or money that is kept in the
        company's own currency and wanted in it.
        """
        field = model._fields.get(definition.measure_name or "")
        if not field or field.type != "monetary" or not scope.currency:
            return False
        currency_field = model._fields[field.get_currency_field(model)]
        if currency_field.store:
            return currency_field.name
        return "company" if scope.company.currency_id != scope.currency else False

    def _money_groups(self, money, definition, model, scope, query):
        """Return what to group by to convert each amount at the rate of its day."""
        groups = []
        if money != "company":
            groups.append(model._field_to_sql(model._table, money, query))
        if definition.date_name:
            date = model._field_to_sql(model._table, definition.date_name, query)
            if definition.date_is_datetime:
                date = SQL(
                    "timezone(%s, timezone('UTC', %s))::date",
                    scope.company.sudo().resource_calendar_id.tz or "UTC",
                    date,
                )
            groups.append(date)
        return groups

    def _rate(self, money, rest, scope):
        """Return how many units of the wanted currency one unit of the row's is."""
        values = list(rest)
        source = scope.company.currency_id
        if money != "company":
            source = self.env["res.currency"].browse(values.pop(0)) or source
        if source == scope.currency:
            return 1.0
        day = values.pop(0) if values else scope.company._okr_today()
        for currency in (source, scope.currency):
            if currency != scope.company.currency_id and not self._has_rate(
                currency, scope.company
            ):
                raise UserError(
                    self.env._("There is no exchange rate for %s.", currency.name)
                )
        return source._get_conversion_rate(source, scope.currency, scope.company, day)

    @api.model
    def _has_rate(self, currency, company):
        return bool(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", currency.id),
                    ("company_id", "in", (company.root_id.id, False)),
                ],
                limit=1,
            )
        )
