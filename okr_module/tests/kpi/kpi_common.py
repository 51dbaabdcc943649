from datetime import datetime

from freezegun import freeze_time
from pytz import UTC, timezone

from odoo import fields

from ...arithmetic.span import Span
from ...models.kpi.query import KpiScope
from ..common import TestOkrCommon

SAIGON = "Asia/Ho_Chi_Minh"
LOS_ANGELES = "America/Los_Angeles"


class TestOkrKpiCommon(TestOkrCommon):
    """KPIs: it is Wednesday, 18 March 2026, noon, in a company that works in Saigon.

    The KPIs are computed as the administrator, who may work in both companies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-18 05:00:00"))
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids |= cls.company | cls.other_company
        cls.company.resource_calendar_id.tz = SAIGON
        cls.objective = cls._objective(owner="sales_lead", key_results=[])

    # --- FIGURES ---

    @classmethod
    def _kpi(cls, code):
        kpi = cls.env["okr.kpi"].search([("code", "=", code)])
        assert kpi, code
        return kpi

    @classmethod
    def _result(cls, code, start, day, kind="company", scope=None, **options):
        """Return the result of one scope from a day to a day; see ``_results``.

        :param options: ``company``, ``currency``, ``extra``, ``filter_user``
        """
        scope_id = (scope or cls.company).id
        asked = KpiScope(
            kind,
            (scope_id,),
            options.get("company", cls.company),
            cls.admin,
            tuple(options.get("extra") or ()),
            options.get("currency"),
            filter_user=options.get("filter_user") or cls.admin,
        )
        span = Span(fields.Date.to_date(start), fields.Date.to_date(day))
        return cls._kpi(code)._results(asked, [span])[scope_id, 0]

    @classmethod
    def _value(cls, code, start, day, kind="company", scope=None, **options):
        """Return the value of one scope from a day to a day."""
        return cls._result(code, start, day, kind, scope, **options)["value"]

    @classmethod
    def _link(cls, code, **values):
        """Link a key result of the sales lead as superuser."""
        return cls.env["okr.key.result"].create(
            {
                "name": f"Linked to {code}",
                "objective_id": cls.objective.id,
                "kpi_id": cls._kpi(code).id,
                "start_value": 0.0,
                "target_value": 1000.0,
                **values,
            }
        )

    @classmethod
    def _define_contacts(cls, code, **values):
        """Define the sum of the colours of contacts, by salesperson and day made."""
        field = cls.env["ir.model.fields"]._get
        return cls.env["okr.kpi"].create(
            {
                "name": f"KPI {code}",
                "code": code,
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain": "[('ref', '=', 'okr')]",
                "aggregate": "sum",
                "measure_field_id": field("res.partner", "color").id,
                "date_field_id": field("res.partner", "create_date").id,
                "user_path": "user_id",
                "run_as_id": cls.admin.id,
                **values,
            }
        )

    @classmethod
    def _define(cls, code, **values):
        """Define a KPI of contacts whose reference begins with okr."""
        values = {"domain": "[('ref', '=like', 'okr%')]", **values}
        return cls._define_contacts(code, **values)

    # --- ROWS ---

    @classmethod
    def _contact(cls, color, day="2026-02-02", user=None, **values):
        """Create a contact that such a KPI counts."""
        contact = cls.env["res.partner"].create(
            {
                "name": "Contact",
                "ref": "okr",
                "color": color,
                "user_id": user.id if user else False,
                "company_id": cls.company.id,
                **values,
            }
        )
        cls._set_columns(contact, create_date=cls._instant(f"{day} 10:00"))
        return contact

    @classmethod
    def _instant(cls, local, zone=SAIGON):
        """Return a local time such as "2026-03-31 23:30" as the database keeps it."""
        moment = timezone(zone).localize(datetime.strptime(local, "%Y-%m-%d %H:%M"))
        return moment.astimezone(UTC).replace(tzinfo=None)

    @classmethod
    def _set_columns(cls, records, **columns):
        """Write columns that the ORM keeps for itself, such as ``create_date``."""
        cls.env.flush_all()
        for name, value in columns.items() if records else ():
            cls.env.cr.execute(
                f'UPDATE "{records._table}" SET "{name}" = %s WHERE id IN %s',
                [value, tuple(records.ids)],
            )
        records.invalidate_recordset()

    @classmethod
    def _sql(cls, query, *parameters):
        """Return the first column of the first row, past the ORM."""
        cls.env.flush_all()
        cls.env.cr.execute(query, parameters)
        return cls.env.cr.fetchone()[0]
