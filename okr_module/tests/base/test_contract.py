"""Names that imports, API clients and other people's tests use: they stand."""

from inspect import signature

from odoo.tests import TransactionCase, tagged

FIELDS = {
    "okr.cycle": """
        name company_id parent_id date_start date_end state checkin_interval
        checkin_weekday grace_days
    """,
    "okr.objective": """
        name description cycle_id company_id level department_id user_id
        member_ids parent_id parent_key_result_id supported_objective_ids
        ambition visibility state weight rollup key_result_ids child_ids
        progress is_measured expected_progress confidence status score
        final_score score_reason passed retrospective
    """,
    "okr.key.result": """
        name objective_id sequence weight user_id metric_type direction
        start_value target_value range_min range_max unit currency_id
        current_value progress attainment expected_progress forecast_value
        confidence stated_status status state checkin_ids last_checkin_date
        next_checkin_date is_late milestone_ids date_start date_end plan_ids
        target_change_ids initiative_ids kpi_id kpi_scope kpi_department_id
        kpi_user_id kpi_filter kpi_date_start kpi_date_end kpi_window
        kpi_refreshed_at kpi_error
    """,
    "okr.milestone": """
        name weight is_reached date_deadline
    """,
    "okr.plan.point": """
        date value
    """,
    "okr.checkin": """
        key_result_id date value previous_value progress confidence
        stated_status note blocker help_needed source user_id timeliness
    """,
    "okr.reminder": """
        user_id date kind key_result_ids about_user_id mail_message_id
    """,
    "okr.kpi": """
        name code category_id description source model_id domain aggregate
        measure_field_id date_field_id nature company_path department_path
        user_path team_path better unit currency_id numerator_id
        denominator_id run_as_id company_id group_ids min_group_size active
    """,
    "okr.feedback": """
        objective_id body date reply
    """,
    "res.company": """
        okr_enabled okr_on_track okr_at_risk okr_too_early okr_pass_mark
        okr_checkin_interval okr_checkin_weekday okr_grace_days
        okr_default_visibility okr_max_objectives okr_feedback_enabled
        okr_reminder_enabled okr_escalation_enabled okr_min_group_size
        okr_reminder_hour
    """,
    "res.users.settings": """
        okr_deputy_id
    """,
}
KEYS = {
    ("okr.cycle", "state"): "draft active review closed",
    ("okr.cycle", "checkin_interval"): "week two_weeks month",
    ("okr.objective", "level"): "company department individual",
    ("okr.objective", "ambition"): "committed aspirational",
    ("okr.objective", "visibility"): "company department private",
    ("okr.objective", "state"): "draft active done cancelled",
    ("okr.objective", "rollup"): "key_results aligned both",
    ("okr.key.result", "metric_type"): "number percent currency boolean milestone",
    ("okr.key.result", "direction"): "increase decrease at_least at_most range",
    ("okr.key.result", "state"): "active cancelled",
    ("okr.key.result", "status"): (
        "off_track overdue at_risk no_data too_early on_track achieved cancelled"
    ),
    ("okr.checkin", "stated_status"): "on_track at_risk off_track",
    ("okr.checkin", "source"): "manual kpi api import",
    ("okr.checkin", "timeliness"): "on_time late extra",
    ("okr.kpi", "source"): "records digest goal_definition ratio pushed",
    ("okr.kpi", "aggregate"): "count sum avg min max count_distinct",
    ("okr.kpi", "nature"): "flow stock",
    ("okr.kpi", "better"): "higher lower",
    ("okr.key.result", "kpi_window"): "cycle week month",
    ("okr.reminder", "kind"): "due overdue escalation letter",
}
#: methods that are called from outside, and what they take
METHODS = {
    ("okr.key.result", "check_in"): (
        "value confidence stated_status note date blocker help_needed"
    ),
    ("okr.key.result", "action_refresh_kpi"): "",
    ("okr.key.result", "action_open_kpi_records"): "",
    ("okr.key.result", "action_backfill_history"): "",
    ("okr.kpi", "push_values"): "values",
    ("okr.objective", "leave_feedback"): "body",
    ("okr.objective", "action_activate"): "",
    ("okr.objective", "action_cancel"): "",
    ("okr.objective", "action_done"): "",
    ("okr.cycle", "action_activate"): "",
    ("okr.cycle", "action_start_review"): "",
    ("okr.cycle", "action_close"): "",
    ("okr.engagement", "figures"): (
        "company_id department_id level manager_id cycle_id date"
    ),
    ("okr.home", "get_data"): "",
    ("okr.dashboard", "get_data"): "cycle_id department_id date",
}


@tagged("post_install", "-at_install")
class TestContract(TransactionCase):
    def test_fields(self):
        for model, names in FIELDS.items():
            missing = set(names.split()) - set(self.env[model]._fields)
            with self.subTest(model):
                self.assertEqual(missing, set())

    def test_keys_of_selections(self):
        for (model, name), keys in KEYS.items():
            field = self.env[model]._fields[name]
            with self.subTest(model=model, name=name):
                self.assertEqual(set(field.get_values(self.env)), set(keys.split()))

    def test_methods(self):
        for (model, name), words in METHODS.items():
            method = getattr(type(self.env[model]), name)
            with self.subTest(model=model, name=name):
                self.assertTrue(method.__doc__)
                taken = list(signature(method).parameters)
                self.assertEqual([w for w in words.split() if w not in taken], [])
