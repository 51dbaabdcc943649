from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.okr_module.tests.kpi.as_of_common import TestOkrAsOf

#: in the company's currency, at the rate of the order's day
AMOUNT = SQL("SUM(o.amount_untaxed / COALESCE(rate.rate, 1.0))")
FLOWS = {
    "sale.orders_untaxed": SQL("COALESCE(%s, 0)", AMOUNT),
    "sale.order_count": SQL("COUNT(*)"),
    "sale.average_order": SQL("%s / NULLIF(COUNT(*), 0)", AMOUNT),
    "sale.customers": SQL("COUNT(DISTINCT o.partner_id)"),
    "sale.new_customers": SQL("COUNT(*) FILTER (WHERE NOT earlier.found)"),
}


@tagged("post_install", "-at_install")
class TestOkrKpiSaleAsOf(TestOkrAsOf):
    KINDS = dict.fromkeys(FLOWS, ("company", "department", "team", "user"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.env.ref("base.USD")
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.active = True
        cls.company.currency_id = cls.usd
        cls.env["res.currency.rate"].search(
            [("currency_id", "=", cls.eur.id), ("company_id", "=", False)]
        ).unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.eur.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (
                    ("2024-01-01", 2.0),
                    ("2024-11-03", 4.0),
                    ("2025-09-01", 0.5),
                )
            ]
        )
        teams = cls.env["crm.team"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("North", "South")
            ]
        )
        cls.scopes["team"] = teams.ids
        cls._make_orders()

    @classmethod
    def _make_orders(cls):
        """Create 300 orders of two companies in two currencies, some not confirmed."""
        draw = cls.random
        firms = cls.env["res.partner"].create(
            [{"name": f"Firm {number}", "is_company": True} for number in range(60)]
        )
        people = cls.env["res.partner"].create(
            [
                {"name": f"Contact of {firm.name}", "parent_id": firm.id}
                for firm in firms
            ]
        )
        vals_list = []
        for _number in range(300):
            company = draw.choice((cls.company,) * 9 + (cls.other_company,))
            ours = company == cls.company
            vals_list.append(
                {
                    "partner_id": draw.choice((firms | people).ids),
                    "company_id": company.id,
                    "user_id": ours and draw.choice([*cls.scopes["user"], False]),
                    "team_id": ours and draw.choice([*cls.scopes["team"], False]),
                }
            )
        orders = cls.env["sale.order"].create(vals_list)
        cls.env.flush_all()
        for order in orders:
            cls.env.cr.execute(
                "UPDATE sale_order SET date_order = %s, amount_untaxed = %s, "
                "state = %s, currency_id = %s WHERE id = %s",
                (
                    cls._draw_instant(),
                    draw.randrange(1, 10**6) / 100,
                    draw.choice(("sale", "sale", "sale", "draft", "cancel")),
                    draw.choice((cls.usd, cls.eur)).id,
                    order.id,
                ),
            )
        orders.invalidate_recordset()

    # --- BY PLAIN SQL ---

    def _plain_value(self, code, kind, scope_id, start, day):
        whose = {
            "company": lambda: SQL("TRUE"),
            "department": lambda: SQL("o.user_id IN %s", self._members(scope_id)),
            "team": lambda: SQL("o.team_id = %s", scope_id),
            "user": lambda: SQL("o.user_id = %s", scope_id),
        }
        ordered = self._local_day(SQL("o.date_order"))
        return self._plain(
            SQL(
                """
                SELECT %(value)s
                  FROM sale_order o
                  JOIN res_partner customer ON customer.id = o.partner_id
                  LEFT JOIN LATERAL (
                       SELECT r.rate FROM res_currency_rate r
                        WHERE r.currency_id = o.currency_id
                          AND o.currency_id != %(usd)s AND r.company_id = %(company)s
                          AND r.name <= %(ordered)s
                     ORDER BY r.name DESC LIMIT 1) rate ON TRUE
                  CROSS JOIN LATERAL (
                       SELECT EXISTS (
                              SELECT FROM sale_order p
                                JOIN res_partner other ON other.id = p.partner_id
                               WHERE p.state = 'sale' AND p.company_id = o.company_id
                                 AND COALESCE(other.parent_id, other.id)
                                     = COALESCE(customer.parent_id, customer.id)
                                 AND (p.date_order, p.id) < (o.date_order, o.id)
                              ) AS found) earlier
                 WHERE o.state = 'sale' AND o.company_id = %(company)s
                   AND %(ordered)s BETWEEN %(start)s AND %(day)s AND %(whose)s
                """,
                value=FLOWS[code],
                usd=self.usd.id,
                company=self.company.id,
                ordered=ordered,
                start=start,
                day=day,
                whose=whose[kind](),
            )
        )

    def test_three_hundred_random_kpis_equal_plain_sql(self):
        self._check_as_of(300)
