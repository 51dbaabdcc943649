from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import TestOkrKpiCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiAccount(TestOkrKpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.env.ref("base.USD")
        cls.company.currency_id = cls.usd
        cls.books = cls._open_books(cls.company)
        cls.other_books = cls._open_books(cls.other_company)
        cls.customer = cls._partner("Customer")

    @classmethod
    def _open_books(cls, company):
        """Return accounts and journals of a company, by kind."""
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        books = {}
        for number, kind in enumerate(
            (
                "asset_receivable",
                "liability_payable",
                "income",
                "income_other",
                "expense",
                "expense_direct_cost",
                "asset_cash",
            )
        ):
            books[kind] = env["account.account"].create(
                {
                    "name": kind,
                    "code": f"KPI{number}",
                    "account_type": kind,
                    "reconcile": kind in ("asset_receivable", "liability_payable"),
                    "company_ids": [(6, 0, company.ids)],
                }
            )
        for kind in ("sale", "purchase", "general", "bank"):
            account = {"sale": "income", "purchase": "expense", "bank": "asset_cash"}
            books[kind] = env["account.journal"].create(
                {
                    "name": f"KPI {kind}",
                    "code": f"K{kind[:4]}".upper(),
                    "type": kind,
                    "company_id": company.id,
                    "default_account_id": kind in account and books[account[kind]].id,
                }
            )
        return books

    @classmethod
    def _partner(cls, name):
        partners = cls.env["res.partner"]
        for company, books in (
            (cls.company, cls.books),
            (cls.other_company, cls.other_books),
        ):
            partner = partners.with_company(company)
            partner = (partner.browse(partners.id) if partners else partner).sudo()
            values = {
                "property_account_receivable_id": books["asset_receivable"].id,
                "property_account_payable_id": books["liability_payable"].id,
            }
            if partner:
                partner.write(values)
            else:
                partners = partner.create(dict(values, name=name))
        return cls.env["res.partner"].browse(partners.id)

    @classmethod
    def _move(cls, kind, amount, day, **options):
        """Create an invoice, bill or refund of one line and post it."""
        company = options.get("company", cls.company)
        books = cls.books if company == cls.company else cls.other_books
        sold = kind.startswith("out")
        user = options.get("user")
        move = (
            cls.env["account.move"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "move_type": kind,
                    "partner_id": cls.customer.id,
                    "invoice_date": day,
                    "date": options.get("date", day),
                    "invoice_date_due": options.get("due", day),
                    "invoice_user_id": user and cls.users[user].id,
                    "journal_id": books["sale" if sold else "purchase"].id,
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Lamp",
                                "quantity": 1.0,
                                "price_unit": amount,
                                "account_id": options.get(
                                    "account", books["income" if sold else "expense"]
                                ).id,
                                "tax_ids": [(5, 0, 0)],
                            },
                        )
                    ],
                }
            )
        )
        if options.get("post", True):
            move.action_post()
        return move

    @classmethod
    def _pay(cls, invoice, amount, day):
        """Pay a part of an invoice from the bank, by an entry."""
        books = cls.books
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": books["general"].id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Paid",
                            "account_id": books["asset_cash"].id,
                            "debit": amount,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "Paid",
                            "account_id": books["asset_receivable"].id,
                            "partner_id": cls.customer.id,
                            "credit": amount,
                        },
                    ),
                ],
            }
        )
        entry.action_post()
        lines = (invoice + entry).line_ids.filtered(
            lambda line: line.account_id == books["asset_receivable"]
        )
        lines.reconcile()
        return entry

    # --- INVOICED ---

    def test_invoiced_takes_credit_notes_off(self):
        self._move("out_invoice", 1000.0, "2026-01-05", user="seller")
        self._move("out_invoice", 500.0, "2026-02-10", user="sales_lead")
        self._move("out_refund", 200.0, "2026-02-20", user="seller")
        self._move("out_invoice", 99.0, "2026-01-04")
        self._move("out_invoice", 7000.0, "2026-02-10", post=False)
        self._move("in_invoice", 7000.0, "2026-02-10")
        self._move("out_invoice", 7000.0, "2026-02-10", company=self.other_company)
        for day, value in (
            ("2026-01-05", 1000.0),
            ("2026-02-10", 1500.0),
            ("2026-02-20", 1300.0),
        ):
            with self.subTest(day):
                self.assertEqual(
                    self._value("account.invoiced_untaxed", START, day), value
                )
        self.assertEqual(self._value("account.invoice_count", START, END), 2)
        for kind, scope, value in (
            ("user", self.users["seller"], 800.0),
            ("department", self.departments["Sales"], 1300.0),
            ("department", self.departments["Sales North"], 800.0),
        ):
            self.assertEqual(
                self._value("account.invoiced_untaxed", START, END, kind, scope), value
            )

    def test_invoice_in_another_currency_keeps_the_rate_it_was_booked_at(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", eur.id)]).unlink()
        for day, rate in (("2026-01-01", 2.0), ("2026-03-01", 4.0)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": eur.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        move = self._move("out_invoice", 100.0, "2026-02-10", post=False)
        move.currency_id = eur
        move.invoice_line_ids.price_unit = 100.0
        move.action_post()
        self.assertEqual(
            self._value("account.invoiced_untaxed", START, END, currency=self.usd), 50.0
        )
        self.assertEqual(
            self._value("account.invoiced_untaxed", START, END, currency=eur), 100.0
        )
        self.assertEqual(
            self._value("account.revenue", START, END, currency=self.usd), 50.0
        )

    # --- LEDGER ---

    def test_revenue_expense_and_profit_have_the_right_sign(self):
        books = self.books
        self._move("out_invoice", 1000.0, "2026-01-10")
        self._move("out_invoice", 50.0, "2026-02-10", account=books["income_other"])
        self._move("out_refund", 250.0, "2026-02-20")
        self._move("in_invoice", 300.0, "2026-02-15")
        self._move(
            "in_invoice", 120.0, "2026-02-15", account=books["expense_direct_cost"]
        )
        self._move("in_refund", 20.0, "2026-03-01")
        self._move("out_invoice", 7000.0, "2026-02-10", post=False)
        self._move("out_invoice", 7000.0, "2026-02-10", company=self.other_company)
        for day, revenue, expense in (
            ("2026-01-09", 0.0, 0.0),
            ("2026-01-10", 1000.0, 0.0),
            ("2026-02-20", 800.0, 420.0),
            (END, 800.0, 400.0),
        ):
            with self.subTest(day):
                for code, sign, kind, value in (
                    ("account.revenue", -1, "income", revenue),
                    ("account.expense", 1, "expense", expense),
                ):
                    self.assertEqual(self._value(code, START, day), value)
                    self.assertEqual(
                        value,
                        sign
                        * float(
                            self._sql(
                                """
                                SELECT COALESCE(SUM(l.balance), 0)
                                  FROM account_move_line l
                                  JOIN account_move m ON m.id = l.move_id
                                  JOIN account_account a ON a.id = l.account_id
                                 WHERE m.state = 'posted' AND m.company_id = %s
                                   AND a.account_type LIKE %s
                                   AND l.date BETWEEN %s AND %s
                                """,
                                self.company.id,
                                f"{kind}%",
                                START,
                                day,
                            )
                        ),
                    )
                self.assertEqual(
                    self._value("account.profit", START, day), revenue - expense
                )
        self.assertEqual(self._value("account.profit_margin", START, END), 50.0)
        self.assertIsNone(self._value("account.profit_margin", START, "2026-01-09"))

    def test_ledger_counts_by_accounting_date(self):
        bill = self._move("in_invoice", 10.0, "2026-02-10", date="2026-03-10")
        self.assertEqual(str(bill.date), "2026-03-10")
        self.assertEqual(self._value("account.expense", START, "2026-03-09"), 0.0)
        self.assertEqual(self._value("account.expense", START, "2026-03-10"), 10.0)

    def test_receivables_and_cash_stand_at_any_day(self):
        invoice = self._move("out_invoice", 1000.0, "2025-12-20")
        self._move("out_invoice", 400.0, "2026-02-01")
        self._pay(invoice, 300.0, "2026-02-10")
        for day, owed, cash in (
            ("2025-12-19", 0.0, 0.0),
            ("2025-12-20", 1000.0, 0.0),
            ("2026-02-01", 1400.0, 0.0),
            ("2026-02-10", 1100.0, 300.0),
        ):
            with self.subTest(day):
                self.assertEqual(self._value("account.receivable", None, day), owed)
                self.assertEqual(self._value("account.cash", None, day), cash)
        key_result = self._link("account.receivable")
        self.assertEqual(key_result.current_value, 1100.0)

    def test_overdue_receivables_stand_today(self):
        self._move("out_invoice", 100.0, "2026-02-01", due="2026-03-17")
        self._move("out_invoice", 1000.0, "2026-02-01", due="2026-03-18")
        self._move("out_refund", 30.0, "2026-02-05", due="2026-02-05")
        part = self._move("out_invoice", 50.0, "2026-01-10", due="2026-02-10")
        self._pay(part, 20.0, "2026-02-15")
        whole = self._move("out_invoice", 70.0, "2026-01-10", due="2026-02-10")
        self._pay(whole, 70.0, "2026-02-15")
        key_result = self._link(
            "account.overdue_receivables",
            direction="decrease",
            start_value=5000.0,
            target_value=0.0,
        )
        self.assertEqual(key_result.current_value, 100.0 + 30.0 - 30.0)
        self.assertFalse(key_result.kpi_id.has_history)
        with self.assertRaisesRegex(UserError, "no date"):
            key_result.action_backfill_history()
        action = key_result.action_open_gap()
        self.assertEqual(
            set(
                self.env["account.move"].search(action["domain"]).mapped("amount_total")
            ),
            {100.0, 50.0},
        )
        # Nothing changes but the day: the invoice due on the 18th is overdue now.
        with freeze_time("2026-03-19 05:00:00"):
            key_result._refresh_kpis()
        self.assertEqual(key_result.current_value, 1100.0)

    def test_payments_received(self):
        bank = self.books["bank"]
        lines = bank.inbound_payment_method_line_ids
        lines += bank.outbound_payment_method_line_ids
        lines.payment_account_id = self.books["asset_cash"]
        for kind, partner_type, amount, day in (
            ("inbound", "customer", 100.0, "2026-02-10"),
            ("inbound", "customer", 40.0, "2026-02-28"),
            ("outbound", "customer", 1000.0, "2026-02-10"),
            ("inbound", "supplier", 1000.0, "2026-02-10"),
            ("inbound", "customer", 1000.0, "2026-01-04"),
        ):
            payment = self.env["account.payment"].create(
                {
                    "payment_type": kind,
                    "partner_type": partner_type,
                    "partner_id": self.customer.id,
                    "amount": amount,
                    "date": day,
                    "journal_id": self.books["bank"].id,
                }
            )
            payment.action_post()
        draft = payment.copy({"date": "2026-02-10"})
        self.assertEqual(draft.state, "draft")
        self.assertEqual(self._value("account.payments_in", START, "2026-02-27"), 100.0)
        self.assertEqual(self._value("account.payments_in", START, END), 140.0)

    # --- EVIDENCE, RIGHTS ---

    def test_invoice_set_back_to_draft_restates_what_was_reported(self):
        self._move("out_invoice", 100.0, "2026-02-01")
        move = self._move("out_invoice", 20.0, "2026-02-02")
        with freeze_time("2026-03-10 05:00:00"):
            key_results = self._link("account.revenue") + self._link(
                "account.invoiced_untaxed"
            )
        self.assertEqual(key_results.mapped("current_value"), [120.0, 120.0])
        move.button_draft()
        key_results.action_refresh_kpi()
        self.assertEqual(key_results.mapped("current_value"), [100.0, 100.0])
        for key_result in key_results:
            self.assertIn("120", key_result.kpi_restated)
            self.assertIn("100", key_result.kpi_restated)

    def test_records_are_for_bookkeepers_and_the_kpi_for_all(self):
        self._move("out_invoice", 100.0, "2026-02-01")
        key_result = self._link("account.revenue")
        self.objective.action_activate()
        action = key_result.action_open_kpi_records()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(len(lines), key_result.checkin_ids.kpi_record_count)
        employee = key_result.with_user(self.users["seller"])
        self.assertEqual(employee.current_value, 100.0)
        with self.assertRaisesRegex(UserError, "The one record behind it"):
            employee.action_open_kpi_records()
        values = {
            "name": "Ours",
            "change_reason": "It was forgotten",
            "objective_id": self.objective.id,
            "kpi_id": self._kpi("account.profit_margin").id,
            "target_value": 10.0,
        }
        boss = self.users["sales_lead"]
        KeyResult = self.env["okr.key.result"].with_user(boss)
        with self.assertRaisesRegex(AccessError, "do not belong"):
            KeyResult.create(values)
        boss.group_ids |= self.env.ref("account.group_account_invoice")
        self.assertFalse(KeyResult.create(values).kpi_error)

    def test_ledger_knows_no_people(self):
        key_result = self._link("account.revenue", kpi_scope="user")
        self.assertIn("cannot be counted by", key_result.kpi_error)
