from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import LOS_ANGELES, TestOkrKpiCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiSale(TestOkrKpiCommon):
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
        # A dollar is 2 euros in winter and 4 from 1 March.
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.eur.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2026-01-01", 2.0), ("2026-03-01", 4.0))
            ]
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Lamp", "taxes_id": [(5, 0, 0)], "invoice_policy": "order"}
        )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10.0,
                "company_id": cls.company.id,
                "country_id": cls.env.ref("base.us").id,
                "tax_group_id": cls.env["account.tax.group"]
                .create(
                    {
                        "name": "Tax",
                        "company_id": cls.company.id,
                        "country_id": cls.env.ref("base.us").id,
                    }
                )
                .id,
            }
        )
        cls.team_north, cls.team_south = cls.env["crm.team"].create(
            [
                {"name": "North", "company_id": cls.company.id},
                {"name": "South", "company_id": cls.company.id},
            ]
        )
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})

    @classmethod
    def _order(cls, amount, day, **options):
        """Create an order of one line; ``day`` is a local time."""
        company = options.get("company", cls.company)
        currency = options.get("currency")
        pricelist = False
        if currency:
            pricelist = cls.env["product.pricelist"].create(
                {
                    "name": currency.name,
                    "currency_id": currency.id,
                    "company_id": company.id,
                }
            )
        user = options.get("user", "seller")
        taxes = cls.tax.ids if options.get("taxed") else []
        order = (
            cls.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": options.get("partner", cls.customer).id,
                    "company_id": company.id,
                    "user_id": cls.users[user].id if user else False,
                    "team_id": options.get("team", cls.team_north).id,
                    "pricelist_id": pricelist and pricelist.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": cls.product.id,
                                "price_unit": amount,
                                "product_uom_qty": 1.0,
                                "tax_ids": [(6, 0, taxes)],
                            },
                        )
                    ],
                }
            )
        )
        order.write(
            {
                "state": options.get("state", "sale"),
                "date_order": cls._instant(
                    day, options.get("zone", "Asia/Ho_Chi_Minh")
                ),
            }
        )
        return order

    # --- HOW MUCH ---

    def test_sales_at_several_days_equal_sql(self):
        self._order(100.0, "2026-01-05 00:30", taxed=True)
        self._order(50.0, "2026-02-10 10:00")
        self._order(25.0, "2026-02-10 23:50", taxed=True)
        self._order(1.0, "2026-01-04 23:50")
        self._order(1000.0, "2026-02-10 10:00", state="sent")
        self._order(1000.0, "2026-02-10 10:00", state="cancel")
        self._order(
            4000.0,
            "2026-02-10 10:00",
            company=self.other_company,
            user=None,
            team=self.env["crm.team"],
        )
        query = """
            SELECT COALESCE(SUM({}), 0) FROM sale_order
             WHERE state = 'sale' AND company_id = %s
               AND (date_order + interval '7 hours')::date BETWEEN %s AND %s
        """
        for day, untaxed, total in (
            ("2026-01-05", 100.0, 110.0),
            ("2026-02-09", 100.0, 110.0),
            ("2026-02-10", 175.0, 187.5),
        ):
            with self.subTest(day):
                for code, column, value in (
                    ("sale.orders_untaxed", "amount_untaxed", untaxed),
                    ("sale.orders_total", "amount_total", total),
                ):
                    self.assertAlmostEqual(self._value(code, START, day), value)
                    self.assertAlmostEqual(
                        value,
                        float(
                            self._sql(query.format(column), self.company.id, START, day)
                        ),
                    )
        self.assertEqual(self._value("sale.order_count", START, END), 3)

    def test_last_minutes_of_a_day_belong_to_it(self):
        self.company.resource_calendar_id.tz = LOS_ANGELES
        self._order(10.0, "2026-03-31 23:30", zone=LOS_ANGELES)
        self._order(1.0, "2026-04-01 00:30", zone=LOS_ANGELES)
        self.assertEqual(self._value("sale.orders_untaxed", START, "2026-03-31"), 10)
        self.assertEqual(self._value("sale.orders_untaxed", START, "2026-04-01"), 11)

    def test_average_order_is_no_average_of_averages(self):
        self._order(100.0, "2026-02-01 10:00")
        for _number in range(3):
            self._order(20.0, "2026-02-01 10:00", team=self.team_south)
        self.assertEqual(self._value("sale.average_order", START, END), 40.0)
        result = self._result("sale.average_order", START, END)
        self.assertEqual((result["numerator"], result["denominator"]), (160.0, 4.0))
        self.assertEqual(
            self._value("sale.average_order", START, END, "team", self.team_south), 20
        )
        self.assertIsNone(self._value("sale.average_order", START, "2026-01-31"))

    # --- CURRENCIES ---

    def test_orders_in_euros_are_converted_at_the_rate_of_their_day(self):
        self._order(100.0, "2026-02-10 10:00", currency=self.eur)
        self._order(100.0, "2026-03-01 00:30", currency=self.eur)
        self._order(7.0, "2026-03-10 10:00")
        self.assertAlmostEqual(
            self._value("sale.orders_untaxed", START, END, currency=self.usd),
            50.0 + 25.0 + 7.0,
        )
        self.assertAlmostEqual(
            self._value("sale.orders_untaxed", START, END, currency=self.eur),
            100.0 + 100.0 + 28.0,
        )
        number = self._link("sale.orders_untaxed", metric_type="number")
        self.assertAlmostEqual(number.current_value, 82.0)
        euros = self._link(
            "sale.orders_untaxed", metric_type="currency", currency_id=self.eur.id
        )
        self.assertAlmostEqual(euros.current_value, 228.0)
        average = self._link(
            "sale.average_order", metric_type="currency", currency_id=self.eur.id
        )
        self.assertAlmostEqual(average.current_value, 76.0)

    def test_missing_rate_is_a_sentence_and_the_last_value_stays(self):
        self._order(10.0, "2026-02-10 10:00")
        key_result = self._link("sale.orders_untaxed")
        other = self._link("sale.order_count")
        unknown = self.env["res.currency"].create({"name": "XTS", "symbol": "x"})
        order = self._order(5.0, "2026-02-11 10:00", currency=unknown)
        (key_result + other).action_refresh_kpi()
        self.assertIn("no exchange rate for XTS", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 10.0)
        self.assertTrue(key_result.kpi_error_since)
        self.assertFalse(other.kpi_error)
        self.assertEqual(other.current_value, 2.0)
        order.state = "cancel"
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)

    def test_new_rate_is_noticed_although_no_order_changes(self):
        self._order(100.0, "2026-03-10 10:00", currency=self.eur)
        key_result = self._link("sale.orders_untaxed")
        self.assertAlmostEqual(key_result.current_value, 25.0)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.eur.id,
                "company_id": self.company.id,
                "name": "2026-03-05",
                "rate": 5.0,
            }
        )
        key_result._refresh_kpis()
        self.assertAlmostEqual(key_result.current_value, 20.0)

    # --- CUSTOMERS ---

    def test_new_customers_count_on_the_day_of_their_first_order(self):
        old, new, company = self.env["res.partner"].create(
            [
                {"name": "Old customer"},
                {"name": "New customer"},
                {"name": "A company", "is_company": True},
            ]
        )
        buyers = self.env["res.partner"].create(
            [{"name": name, "parent_id": company.id} for name in ("Ann", "Bob")]
        )
        self._order(1.0, "2025-12-01 10:00", partner=old)
        self._order(1.0, "2026-02-01 10:00", partner=old)
        self._order(1.0, "2026-01-10 10:00", partner=new, state="draft")
        first = self._order(1.0, "2026-02-01 23:30", partner=new)
        self._order(1.0, "2026-03-01 10:00", partner=new)
        self._order(1.0, "2026-02-05 10:00", partner=buyers[0], user="north_lead")
        self._order(1.0, "2026-02-06 10:00", partner=buyers[1], user="seller")
        for day, value in (
            ("2026-01-31", 0),
            ("2026-02-01", 1),
            ("2026-02-05", 2),
            (END, 2),
        ):
            with self.subTest(day):
                self.assertEqual(self._value("sale.new_customers", START, day), value)
        for login, value in (("seller", 1), ("north_lead", 1), ("ceo", 0)):
            user = self.users[login]
            self.assertEqual(
                self._value("sale.new_customers", START, END, "user", user), value
            )
        self.assertEqual(self._value("sale.customers", START, END), 4)
        self.assertTrue(first.okr_is_first_order)
        first.state = "cancel"
        self.assertEqual(self._value("sale.new_customers", START, "2026-02-28"), 1)
        self.assertEqual(self._value("sale.new_customers", START, END), 2)

    def test_first_order_is_first_in_its_company(self):
        self._order(
            1.0,
            "2025-02-01 10:00",
            company=self.other_company,
            user=None,
            team=self.env["crm.team"],
        )
        order = self._order(1.0, "2026-02-01 10:00")
        later = self._order(1.0, "2026-02-02 10:00")
        self.assertEqual(self._value("sale.new_customers", START, END), 1)
        found = self.env["sale.order"].search(
            [("okr_is_first_order", "=", False), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, later)
        self.assertTrue(order.okr_is_first_order)
        self.assertFalse(later.okr_is_first_order)

    # --- WHOSE, EVIDENCE ---

    def test_scopes(self):
        self._order(1.0, "2026-02-01 10:00")
        self._order(2.0, "2026-02-01 10:00", user="sales_lead")
        self._order(4.0, "2026-02-01 10:00", user="developer", team=self.team_south)
        for kind, scope, value in (
            ("company", self.company, 7.0),
            ("department", self.departments["Sales"], 3.0),
            ("department", self.departments["Sales North"], 1.0),
            ("team", self.team_south, 4.0),
            ("user", self.users["seller"], 1.0),
        ):
            with self.subTest(scope.display_name):
                self.assertEqual(
                    self._value("sale.orders_untaxed", START, END, kind, scope), value
                )

    def test_to_invoice_stands_today(self):
        self._order(100.0, "2026-02-01 10:00")
        self._order(100.0, "2026-02-01 10:00", currency=self.eur)
        self._order(100.0, "2026-02-01 10:00", state="draft")
        # Euros at the rate of today, 4 to a dollar.
        self.assertAlmostEqual(
            self._value("sale.to_invoice", None, END, currency=self.usd), 125.0
        )
        self.assertAlmostEqual(
            self._value(
                "sale.to_invoice",
                None,
                END,
                "team",
                self.team_south,
                currency=self.usd,
            ),
            0.0,
        )
        self.assertFalse(self._kpi("sale.to_invoice").has_history)

    def test_cancelled_order_restates_what_was_reported(self):
        self._order(100.0, "2026-02-01 10:00")
        order = self._order(20.0, "2026-02-02 10:00")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link("sale.orders_untaxed")
        order.state = "cancel"
        key_result.action_refresh_kpi()
        self.assertIn("120", key_result.kpi_restated)
        self.assertIn("100", key_result.kpi_restated)
        self.assertIn("Tue, Mar 10", key_result.kpi_restated)

    def test_records_and_gap(self):
        order = self._order(100.0, "2026-02-01 10:00")
        quotation = self._order(100.0, "2026-02-01 10:00", state="sent")
        key_result = self._link("sale.orders_untaxed")
        action = key_result.action_open_kpi_records()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)
        action = key_result.action_open_gap()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), quotation)
