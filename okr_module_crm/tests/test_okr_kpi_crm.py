from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import (
    LOS_ANGELES,
    SAIGON,
    TestOkrKpiCommon,
)

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiCrm(TestOkrKpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_north, cls.team_south = cls.env["crm.team"].create(
            [
                {"name": "North", "company_id": cls.company.id},
                {"name": "South", "company_id": cls.company.id},
            ]
        )

    @classmethod
    def _opportunity(cls, revenue, user="seller", **options):
        """Create an opportunity; ``won`` or ``lost`` is a local time."""
        lead = cls.env["crm.lead"].create(
            {
                "name": f"Deal of {revenue}",
                "type": options.get("type", "opportunity"),
                "expected_revenue": revenue,
                "probability": options.get("probability", 10),
                "user_id": cls.users[user].id if user else False,
                "team_id": options.get("team", cls.team_north).id,
                "company_id": options.get("company", cls.company).id,
            }
        )
        zone = options.get("zone", SAIGON)
        columns = {
            "create_date": cls._instant(options.get("created", "2026-01-06 09:00"))
        }
        if options.get("won"):
            lead.action_set_won()
            columns["date_closed"] = cls._instant(options["won"], zone)
        if options.get("lost"):
            lead.action_set_lost()
            columns["date_closed"] = cls._instant(options["lost"], zone)
        cls._set_columns(lead, **columns)
        cls.env.add_to_compute(lead._fields["day_close"], lead)
        lead.flush_recordset()
        return lead

    # --- WON ---

    def test_won_revenue_at_several_days_equals_sql(self):
        self._opportunity(100.0, won="2026-01-10 10:00")
        self._opportunity(250.5, won="2026-02-20 10:00")
        self._opportunity(30.0, won="2026-02-20 23:59")
        self._opportunity(7.0, won="2026-01-04 10:00")
        self._opportunity(1000.0)
        self._opportunity(2000.0, lost="2026-02-01 10:00")
        self._opportunity(
            4000.0,
            user="stranger",
            company=self.other_company,
            team=self.env["crm.team"],
            won="2026-02-01 10:00",
        )
        expected = {"2026-01-09": 0.0, "2026-01-10": 100.0, "2026-02-20": 380.5}
        for day, value in expected.items():
            with self.subTest(day):
                self.assertEqual(self._value("crm.won_revenue", START, day), value)
                self.assertEqual(
                    value,
                    self._sql(
                        """
                        SELECT COALESCE(SUM(l.expected_revenue), 0) FROM crm_lead l
                          JOIN crm_stage s ON s.id = l.stage_id
                         WHERE s.is_won AND l.active AND l.type = 'opportunity'
                           AND l.company_id = %s
                           AND (l.date_closed + interval '7 hours')::date
                               BETWEEN %s AND %s
                        """,
                        self.company.id,
                        START,
                        day,
                    ),
                )
        self.assertEqual(self._value("crm.opps_won_count", START, END), 3)

    def test_last_minutes_of_a_day_belong_to_it(self):
        for zone in (SAIGON, LOS_ANGELES):
            with self.subTest(zone):
                self.company.resource_calendar_id.tz = zone
                late = self._opportunity(10.0, won="2026-03-31 23:30", zone=zone)
                early = self._opportunity(1.0, won="2026-04-01 00:30", zone=zone)
                self.assertEqual(
                    self._value("crm.won_revenue", "2026-03-31", "2026-03-31"), 10.0
                )
                self.assertEqual(
                    self._value("crm.won_revenue", START, "2026-03-30"), 0.0
                )
                self.assertEqual(
                    self._value("crm.won_revenue", "2026-04-01", "2026-04-01"), 1.0
                )
                (late + early).unlink()

    def test_opportunity_of_no_company_counts_but_another_companys_does_not(self):
        shared = self._opportunity(10.0, won="2026-02-01 10:00")
        foreign = self._opportunity(
            99.0,
            user="stranger",
            company=self.other_company,
            team=self.env["crm.team"],
            won="2026-02-01 10:00",
        )
        self._set_columns(shared, company_id=None)
        self.assertEqual(self._value("crm.won_revenue", START, END), 10.0)
        self._set_columns(foreign, company_id=None)
        self.assertEqual(self._value("crm.won_revenue", START, END), 109.0)

    def test_archived_won_opportunity_is_left_out_on_both_sides_of_the_rate(self):
        kept = self._opportunity(10.0, won="2026-02-01 10:00")
        archived = self._opportunity(20.0, won="2026-02-01 10:00")
        archived.action_archive()
        self.assertEqual(archived.won_status, "won")
        self.assertEqual(
            self._value("crm.won_revenue", START, END), kept.expected_revenue
        )
        self.assertEqual(self._value("crm.win_rate", START, END), 100.0)

    def test_recurring_revenue(self):
        plan = self.env["crm.recurring.plan"].create(
            {"name": "Yearly", "number_of_months": 12}
        )
        lead = self._opportunity(0.0, won="2026-02-01 10:00")
        lead.write({"recurring_revenue": 1200.0, "recurring_plan": plan.id})
        self.assertEqual(self._value("crm.won_mrr", START, END), 100.0)

    # --- LOST, RATE ---

    def test_lost_opportunities_are_archived_and_count(self):
        lost = self._opportunity(10.0, lost="2026-02-01 10:00")
        self._opportunity(10.0, won="2026-02-01 10:00")
        self._opportunity(10.0).action_archive()
        self.assertFalse(lost.active)
        self.assertEqual(self._value("crm.lost_count", START, END), 1)
        self.assertEqual(self._value("crm.closed_count", START, END), 2)
        self.assertEqual(self._value("crm.lost_count", START, "2026-01-31"), 0)

    def test_win_rate_of_two_teams_is_no_average_of_rates(self):
        self._opportunity(1.0, won="2026-02-01 10:00")
        for user, team in ((None, self.team_south),) * 3:
            self._opportunity(1.0, user, team=team, lost="2026-02-01 10:00")
        self._opportunity(1.0, None, team=self.team_south, won="2026-02-01 10:00")
        # Open, or decided on another day: on neither side.
        self._opportunity(1.0)
        self._opportunity(1.0, won="2026-03-01 10:00")
        day = "2026-02-28"
        rate = self._result("crm.win_rate", START, day)
        self.assertEqual(rate["value"], 40.0)
        self.assertEqual((rate["numerator"], rate["denominator"]), (2.0, 5.0))
        for team, value in ((self.team_north, 100.0), (self.team_south, 25.0)):
            self.assertEqual(
                self._value("crm.win_rate", START, day, "team", team), value
            )

    def test_win_rate_of_nothing_decided_is_no_zero(self):
        self._opportunity(1.0)
        key_result = self._link("crm.win_rate", metric_type="percent")
        self.assertFalse(key_result.kpi_error)
        self.assertFalse(key_result.checkin_ids)
        self._opportunity(1.0, won="2026-02-01 10:00")
        key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 100.0)
        self.assertEqual(key_result.checkin_ids.kpi_denominator, 1.0)

    # --- HOW LONG, HOW MANY ---

    def test_days_to_win_are_averaged_over_opportunities_not_departments(self):
        self._opportunity(1.0, created="2026-01-06 09:00", won="2026-01-16 09:00")
        for _number in range(3):
            self._opportunity(
                1.0, "sales_lead", created="2026-01-06 09:00", won="2026-01-08 09:00"
            )
        self._opportunity(1.0, created="2026-01-06 09:00", lost="2026-03-16 09:00")
        sales, north = self.departments["Sales"], self.departments["Sales North"]
        for kind, scope, value in (
            ("company", self.company, 4.0),
            ("department", sales, 4.0),
            ("department", north, 10.0),
            ("user", self.users["sales_lead"], 2.0),
        ):
            self.assertEqual(
                self._value("crm.days_to_close", START, END, kind, scope), value
            )
        self.assertIsNone(self._value("crm.days_to_close", START, "2026-01-07"))

    def test_days_to_assign(self):
        waited = self._opportunity(1.0, created="2026-01-06 09:00")
        at_once = self._opportunity(1.0, created="2026-01-06 09:00")
        self._set_columns(waited, date_open="2026-01-10 03:00:00", day_open=4.0)
        self._set_columns(at_once, date_open="2026-01-06 02:00:00", day_open=0.0)
        waited.action_set_lost()
        self.assertEqual(self._value("crm.days_to_assign", START, END), 2.0)

    def test_created_leads_count_whatever_became_of_them(self):
        self._opportunity(1.0, created="2026-01-31 23:30", lost="2026-02-10 10:00")
        self._opportunity(1.0, created="2026-01-20 10:00", won="2026-02-10 10:00")
        self._opportunity(1.0, created="2026-02-01 00:10", type="lead")
        self.assertEqual(self._value("crm.leads_created", START, "2026-01-31"), 2)
        self.assertEqual(self._value("crm.leads_created", START, "2026-02-01"), 3)

    def test_open_pipeline_stands_today_and_has_no_past(self):
        self._opportunity(1000.0, probability=20)
        self._opportunity(500.0, probability=50)
        self._opportunity(7000.0, won="2026-02-01 10:00")
        self._opportunity(7000.0, lost="2026-02-01 10:00")
        key_result = self._link("crm.pipeline_prorated")
        self.assertEqual(key_result.current_value, 450.0)
        self.assertEqual(self._value("crm.pipeline_count", None, END), 2)
        self.assertFalse(key_result.kpi_id.has_history)
        with self.assertRaisesRegex(UserError, "no date"):
            key_result.action_backfill_history()

    # --- WHOSE ---

    def test_scopes(self):
        self._opportunity(1.0, "seller", won="2026-02-01 10:00")
        self._opportunity(2.0, "north_lead", won="2026-02-01 10:00")
        self._opportunity(
            4.0, "sales_lead", team=self.team_south, won="2026-02-01 10:00"
        )
        self._opportunity(8.0, "developer", won="2026-02-01 10:00")
        self._opportunity(16.0, None, team=self.team_south, won="2026-02-01 10:00")
        for kind, scope, value in (
            ("company", self.company, 31.0),
            ("department", self.departments["Board"], 15.0),
            ("department", self.departments["Sales"], 7.0),
            ("department", self.departments["Sales North"], 3.0),
            ("team", self.team_north, 11.0),
            ("team", self.team_south, 20.0),
            ("user", self.users["seller"], 1.0),
            ("user", self.users["ceo"], 0.0),
        ):
            with self.subTest(scope.display_name):
                self.assertEqual(
                    self._value("crm.won_revenue", START, END, kind, scope), value
                )

    def test_who_left_has_won_what_he_won(self):
        self._opportunity(5.0, won="2026-02-01 10:00")
        self.employees["seller"].action_archive()
        sales = self.departments["Sales"]
        self.assertEqual(
            self._value("crm.won_revenue", START, END, "department", sales), 5.0
        )

    def test_team_of_the_key_result(self):
        self._opportunity(3.0, won="2026-02-01 10:00")
        key_result = self._link("crm.won_revenue", kpi_scope="team")
        self.assertIn("say whose KPI", key_result.kpi_error)
        key_result.kpi_team_id = self.team_north
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 3.0)
        key_result.kpi_team_id = self.team_south
        self.assertEqual(key_result.current_value, 0.0)

    def test_the_preview_follows_the_team_and_is_what_linking_gives(self):
        self._opportunity(3.0, won="2026-02-01 10:00")
        self._opportunity(19800.0, team=self.team_south, won="2026-02-01 10:00")
        for code, value, said in (
            ("crm.won_revenue", 19800.0, "19,800"),
            ("crm.opps_won_count", 1.0, "1"),
        ):
            key_result = self._link(code, kpi_id=False)
            Link = self.env["okr.kpi.link"].with_context(
                default_kpi_id=self._kpi(code).id, default_key_result_id=key_result.id
            )
            with self.subTest(code):
                dialog = Form(Link)
                dialog.kpi_scope = "team"
                self.assertFalse(dialog.is_chosen)
                self.assertFalse(dialog.graph)
                dialog.kpi_team_id = self.team_north
                self.assertTrue(dialog.is_chosen)
                dialog.kpi_team_id = self.team_south
                self.assertIn(said, dialog.value_now)
                dialog.save().action_link()
                self.assertEqual(key_result.current_value, value)

    def test_filter_may_hold_lists(self):
        self._opportunity(3.0, won="2026-02-01 10:00")
        self._opportunity(4.0, team=self.team_south, won="2026-02-01 10:00")
        key_result = self._link(
            "crm.won_revenue",
            kpi_filter=f"[('team_id', 'in', [{self.team_south.id}])]",
        )
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 4.0)

    # --- EVIDENCE, RIGHTS ---

    def test_restated_sentence_names_both_values(self):
        kept = self._opportunity(100.0, won="2026-02-01 10:00")
        gone = self._opportunity(20.0, won="2026-02-02 10:00")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link("crm.won_revenue")
        self.assertEqual(key_result.current_value, 120.0)
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_restated)
        gone.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        key_result.action_refresh_kpi()
        self.assertIn("120", key_result.kpi_restated)
        self.assertIn("100", key_result.kpi_restated)
        self.assertEqual(key_result.current_value, kept.expected_revenue)
        reported = key_result.checkin_ids.filtered("is_restated")
        self.assertEqual(str(reported.date), "2026-03-10")
        self.assertEqual(reported.value, 120.0)
        self.assertEqual(reported.restated_value, 100.0)

    def test_what_is_won_no_more_is_among_the_records_that_changed(self):
        """Odoo clears its closing date: by that date it would not be found."""
        self._opportunity(100.0, won="2026-02-01 10:00")
        gone = self._opportunity(20.0, won="2026-02-02 10:00")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link("crm.won_revenue")
        late = self._opportunity(7.0, won="2026-02-03 10:00")
        gone.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.assertFalse(gone.date_closed)
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)])
        self._set_columns(leads, write_date="2026-03-09 05:00:00")
        key_result.action_refresh_kpi()
        self.assertIn("107", key_result.kpi_restated)
        self.assertEqual(key_result.kpi_restated_count, 2)
        action = key_result.with_user(self.admin).action_open_restated_records()
        self.assertEqual(self.env["crm.lead"].search(action["domain"]), gone | late)
        self.assertIn("2 of 2", action["name"])

    def test_same_day_is_refreshed_in_one_check_in(self):
        self._opportunity(100.0, won="2026-02-01 10:00")
        key_result = self._link("crm.won_revenue")
        self._opportunity(1.0, won="2026-02-01 10:00")
        key_result.action_refresh_kpi()
        self.assertEqual(len(key_result.checkin_ids), 1)
        self.assertEqual(key_result.checkin_ids.value, 101.0)
        self.assertEqual(key_result.checkin_ids.kpi_record_count, 2)

    def test_records_behind_the_kpi(self):
        leads = self._opportunity(1.0, won="2026-03-17 23:30")
        leads += self._opportunity(2.0, won="2026-02-01 10:00")
        self._opportunity(4.0, won="2026-01-04 23:30")
        key_result = self._link("crm.won_revenue")
        self.objective.action_activate()
        self.assertEqual(key_result.checkin_ids.kpi_record_count, 2)
        action = key_result.with_user(self.admin).action_open_kpi_records()
        found = self.env["crm.lead"].search(action["domain"])
        self.assertEqual(found, leads.sorted(lambda lead: -lead.id))
        employee = key_result.with_user(self.users["seller"])
        self.assertEqual(employee.current_value, 3.0)
        with self.assertRaisesRegex(UserError, "None of the 2 records is yours"):
            employee.action_open_kpi_records()

    def test_salesman_opens_his_own_records_only(self):
        salesman = new_test_user(
            self.env,
            "salesman",
            groups="base.group_user,sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.users["salesman"] = salesman
        self._opportunity(1.0, "salesman", won="2026-02-01 10:00")
        self._opportunity(2.0, "seller", won="2026-02-01 10:00")
        key_result = self._link("crm.won_revenue")
        action = key_result.with_user(salesman).action_open_kpi_records()
        self.assertIn("1 of 2", action["name"])
        self.assertEqual(key_result.with_user(salesman).current_value, 3.0)

    def test_gap_opens_open_opportunities(self):
        open_one = self._opportunity(1.0)
        self._opportunity(1.0, won="2026-02-01 10:00")
        action = self._link("crm.won_revenue").action_open_gap()
        self.assertEqual(self.env["crm.lead"].search(action["domain"]), open_one)

    def test_who_may_link(self):
        values = {
            "name": "Ours",
            "change_reason": "It was forgotten",
            "objective_id": self.objective.id,
            "kpi_id": self._kpi("crm.won_revenue").id,
            "target_value": 10.0,
        }
        boss = self.users["sales_lead"]
        KeyResult = self.env["okr.key.result"].with_user(boss)
        with self.assertRaisesRegex(AccessError, "do not belong"):
            KeyResult.create(values)
        group = self.env.ref("sales_team.group_sale_salesman")
        boss.group_ids |= group
        with self.assertRaisesRegex(AccessError, "do not belong"):
            KeyResult.create(values)
        boss.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.assertEqual(KeyResult.create(values).kpi_linked_by_id, boss)
