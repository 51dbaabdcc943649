from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.okr_module.tests.kpi.as_of_common import TestOkrAsOf

WON = SQL("l.active AND l.type = 'opportunity' AND l.probability = 100 AND s.is_won")
LOST = SQL("NOT l.active AND l.type = 'opportunity' AND l.probability = 0")
CLOSED, CREATED = SQL("l.date_closed"), SQL("l.create_date")
NUMBER, REVENUE = SQL("COUNT(*)"), SQL("COALESCE(SUM(l.expected_revenue), 0)")
FLOWS = {
    "crm.won_revenue": (REVENUE, WON, CLOSED),
    "crm.opps_won_count": (NUMBER, WON, CLOSED),
    "crm.lost_count": (NUMBER, LOST, CLOSED),
    "crm.closed_count": (NUMBER, SQL("((%s) OR (%s))", WON, LOST), CLOSED),
    "crm.leads_created": (NUMBER, SQL("TRUE"), CREATED),
    "crm.win_rate": (
        SQL("100.0 * COUNT(*) FILTER (WHERE l.active) / NULLIF(COUNT(*), 0)"),
        SQL("((%s) OR (%s))", WON, LOST),
        CLOSED,
    ),
    "crm.days_to_close": (
        SQL(
            "AVG(ABS(FLOOR(EXTRACT(EPOCH FROM l.date_closed - l.create_date) / 86400)))"
        ),
        WON,
        CLOSED,
    ),
}


@tagged("post_install", "-at_install")
class TestOkrKpiCrmAsOf(TestOkrAsOf):
    KINDS = dict.fromkeys(
        [*FLOWS, "test.open"], ("company", "department", "team", "user")
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        teams = cls.env["crm.team"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("North", "South")
            ]
        )
        cls.scopes["team"] = teams.ids
        cls._define_what_was_open()
        cls._make_leads()

    @classmethod
    def _define_what_was_open(cls):
        """Add what stands at a date: the revenue of what was open then."""
        field = cls.env["ir.model.fields"]._get
        cls.env["okr.kpi"].create(
            {
                "name": "Open by the end of a day",
                "code": "test.open",
                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                "domain": "[('active', 'in', [True, False])]",
                "aggregate": "sum",
                "measure_field_id": field("crm.lead", "expected_revenue").id,
                "nature": "stock",
                "date_field_id": field("crm.lead", "create_date").id,
                "date_end_field_id": field("crm.lead", "date_closed").id,
                "user_path": "user_id",
                "team_path": "team_id",
                "without_company": True,
                "run_as_id": cls.admin.id,
            }
        )

    @classmethod
    def _make_leads(cls):
        """Create 500 leads of three companies' worth: ours, another one, none."""
        won, fresh = (
            cls.env["crm.stage"].search([("is_won", "=", is_won)], limit=1)
            for is_won in (True, False)
        )
        draw = cls.random
        vals_list = []
        for number in range(500):
            fate = draw.choice(("won", "won", "lost", "open", "archived"))
            foreign = draw.random() < 0.1
            vals_list.append(
                {
                    "name": f"Lead {number}",
                    "type": draw.choice(("opportunity", "opportunity", "lead")),
                    "expected_revenue": draw.randrange(1, 10**7) / 100,
                    "stage_id": (won if fate == "won" else fresh).id,
                    "probability": {"won": 100, "lost": 0}.get(fate, 30),
                    "active": fate in ("won", "open"),
                    "user_id": not foreign
                    and draw.choice([*cls.scopes["user"], False]),
                    "team_id": not foreign
                    and draw.choice([*cls.scopes["team"], False]),
                    "company_id": cls.other_company.id if foreign else cls.company.id,
                }
            )
        leads = cls.env["crm.lead"].create(vals_list)
        cls.env.flush_all()
        for lead in leads:
            created, closed = sorted(cls._draw_instant() for _number in range(2))
            cls.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s, date_closed = %s, "
                "company_id = CASE WHEN id %% 7 = 0 THEN NULL ELSE company_id END "
                "WHERE id = %s",
                (created, closed if lead.won_status != "pending" else None, lead.id),
            )
        leads.invalidate_recordset()
        cls.env.add_to_compute(leads._fields["day_close"], leads)
        cls.env.flush_all()

    # --- BY PLAIN SQL ---

    def _plain_value(self, code, kind, scope_id, start, day):
        if code == "test.open":
            value = REVENUE
            condition = SQL(
                "%s <= %s AND (l.date_closed IS NULL OR %s > %s)",
                self._local_day(CREATED),
                day,
                self._local_day(CLOSED),
                day,
            )
        else:
            value, condition, date = FLOWS[code]
            condition = SQL(
                "%s AND %s BETWEEN %s AND %s",
                condition,
                self._local_day(date),
                start,
                day,
            )
        whose = {
            "company": lambda: SQL("TRUE"),
            "department": lambda: SQL("l.user_id IN %s", self._members(scope_id)),
            "team": lambda: SQL("l.team_id = %s", scope_id),
            "user": lambda: SQL("l.user_id = %s", scope_id),
        }
        return self._plain(
            SQL(
                "SELECT %s FROM crm_lead l JOIN crm_stage s ON s.id = l.stage_id "
                "WHERE (l.company_id = %s OR l.company_id IS NULL) AND %s AND %s",
                value,
                self.company.id,
                condition,
                whose[kind](),
            )
        )

    def test_four_hundred_random_kpis_equal_plain_sql(self):
        self._check_as_of(400)
