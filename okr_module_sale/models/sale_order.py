from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    okr_is_first_order = fields.Boolean(
        string="First order of the customer",
        compute="_compute_okr_is_first_order",
        search="_search_okr_is_first_order",
        export_string_translation=False,
    )

    # --- COMPUTE ---

    def _compute_okr_is_first_order(self):
        first = self.search([("id", "in", self.ids), ("okr_is_first_order", "=", True)])
        for order in self:
            order.okr_is_first_order = order._origin in first

    def _search_okr_is_first_order(self, operator, value):
        """Find the first confirmed order of each customer in each company.

        The contacts of one company are one customer. The past may change it: once the
        first order is cancelled, the second is the first.
        """
        if operator != "in":
            return NotImplemented
        self.flush_model(["state", "company_id", "partner_id", "date_order"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])

        def first(model, alias, query):
            return SQL(
                "%s IN (SELECT DISTINCT ON "
                "(sold.company_id, customer.commercial_partner_id) sold.id "
                "FROM sale_order sold "
                "JOIN res_partner customer ON customer.id = sold.partner_id "
                "WHERE sold.state = 'sale' "
                "ORDER BY sold.company_id, customer.commercial_partner_id, "
                "sold.date_order, sold.id)",
                SQL.identifier(alias, "id"),
            )

        domain = Domain.FALSE
        if True in value:
            domain |= Domain.custom(to_sql=first)
        if False in value:
            domain |= ~Domain.custom(to_sql=first)
        return domain
