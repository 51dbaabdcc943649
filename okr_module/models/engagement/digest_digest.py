from odoo import fields, models
from odoo.exceptions import AccessError

from ..checkin.okr_checkin import BY_PEOPLE


class DigestDigest(models.Model):
    """OKR figures in Odoo's own digest, each beside what it was the last time."""

    _inherit = "digest.digest"

    kpi_okr_checkins = fields.Boolean(string="OKR check-ins")
    kpi_okr_checkins_value = fields.Integer(
        compute="_compute_kpi_okr_checkins_value", export_string_translation=False
    )
    kpi_okr_help = fields.Boolean(string="OKR help requests")
    kpi_okr_help_value = fields.Integer(
        compute="_compute_kpi_okr_help_value", export_string_translation=False
    )
    kpi_okr_on_time = fields.Boolean(string="OKR check-ins on time (%)")
    kpi_okr_on_time_value = fields.Float(
        compute="_compute_kpi_okr_on_time_value", export_string_translation=False
    )

    def _compute_kpi_okr_checkins_value(self):
        self._check_okr_reader()
        self._calculate_company_based_kpi(
            "okr.checkin",
            "kpi_okr_checkins_value",
            date_field="entered_on",
            additional_domain=[("source", "in", BY_PEOPLE)],
        )

    def _compute_kpi_okr_help_value(self):
        self._check_okr_reader()
        self._calculate_company_based_kpi(
            "okr.help.request", "kpi_okr_help_value", date_field="date_asked"
        )

    def _compute_kpi_okr_on_time_value(self):
        # AccessError for whom engagement is none of their business: left out there
        _start, end, companies = self._get_kpi_compute_parameters()
        day = fields.Date.to_date(end) if end else None
        figures = {
            company: self.env["okr.engagement"].figures(company_id=company.id, date=day)
            for company in companies
        }
        for digest in self:
            shown = figures[digest.company_id or self.env.company]
            if shown["objectives"] is None:
                raise AccessError(
                    self.env._("There is no on-time rate to show of so small a group.")
                )
            # Before anything was due there was nothing to compare with.
            digest.kpi_okr_on_time_value = 100 * (shown["on_time_rate"] or 0.0)

    def _check_okr_reader(self):
        if not self.env.user.has_group("okr_module.group_okr_user"):
            raise AccessError(self.env._("OKRs are for the people who work here."))

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("okr_module.okr_menu_root", raise_if_not_found=False)
        suffix = f"?menu_id={menu.id}" if menu else ""
        return {
            **actions,
            "kpi_okr_checkins": f"okr_module.okr_checkin_action{suffix}",
            "kpi_okr_help": f"okr_module.okr_help_request_action{suffix}",
            "kpi_okr_on_time": f"okr_module.okr_engagement_action{suffix}",
        }
