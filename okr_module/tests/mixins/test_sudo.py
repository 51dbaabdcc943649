"""What is done as the system does it, and does nothing for whom it must not."""

import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import PEOPLE, SECRET, TestOkrAccessCommon

ADDON = Path(__file__).parents[2]
#: a test that holds something says who is refused, or what somebody does not read
REFUSAL = re.compile(
    r"AccessError|_assert_denied|_refused|_told\(|SECRET|hidden|not_ones_own"
)
#: which tests hold what is done as superuser in a file: ``room/file: tests``
HELD_BY = {
    "models/alignment/okr_alignment_request.py": "alignment/test_alignment_request",
    "models/alignment/okr_cycle.py": "alignment/test_alignment_request",
    "models/alignment/okr_key_result.py": "alignment/test_alignment_request",
    "models/alignment/okr_objective.py": "alignment/test_alignment_refused",
    "models/alignment/okr_objective_request.py": "alignment/test_alignment_request",
    "models/base/ir_ui_menu.py": "base/test_company_settings",
    "models/base/res_company.py": "base/test_company_settings",
    "models/base/res_users.py": "mixins/test_access_archived",
    "models/checkin/okr_checkin.py": "checkin/test_discussion mixins/test_forged",
    "models/cycle/okr_cycle_closing.py": "cycle/test_cycle_closing",
    "models/cycle/okr_cycle.py": "cycle/test_cycle cycle/test_closed_cycle",
    "models/cycle/okr_cycle_summary.py": "cycle/test_cycle_summary",
    "models/cycle/okr_cycle_transition.py": "cycle/test_cycle_transition",
    "models/dashboard/okr_dashboard.py": "dashboard/test_dashboard_rights",
    "models/dashboard/okr_objective.py": "dashboard/test_dashboard_rights",
    "models/engagement/okr_engagement.py": "engagement/test_engagement",
    "models/engagement/okr_engagement_as_rows.py": "engagement/test_engagement_rows",
    "models/engagement/okr_engagement_screen.py": "engagement/test_engagement_screen",
    "models/engagement/okr_engagement_status.py": "mixins/test_sudo",
    "models/engagement/okr_engagement_team.py": "engagement/test_engagement_screen",
    "models/feedback/okr_objective.py": "feedback/test_feedback",
    "models/help/mail_activity.py": "help/test_help_request",
    "models/help/okr_checkin.py": "help/test_help_request",
    "models/help/okr_help_request.py": "help/test_help_request",
    "models/help/okr_key_result.py": "help/test_help_request",
    "models/help/okr_objective.py": "help/test_help_request",
    "models/hints/okr_hints_mixin.py": "hints/test_hints_rights",
    "models/hints/okr_key_result.py": "hints/test_hints_rights",
    "models/hints/okr_objective.py": "hints/test_hints_rights",
    "models/home/first_steps.py": "home/test_first_steps",
    "models/home/hr_department.py": "home/test_panels",
    "models/home/okr_home.py": "home/test_home",
    "models/initiative/okr_initiative.py": "initiative/test_initiative_rights",
    "models/key_result/okr_key_result.py": "mixins/test_who_is_let_in",
    "models/key_result/okr_key_result_progress.py": "mixins/test_no_side_door_rollup",
    "models/key_result/okr_key_result_rollover.py": "objective/test_rollover_rights",
    "models/key_result/okr_milestone.py": "mixins/test_forged",
    "models/key_result/okr_target_change.py": "key_result/test_target_change",
    "models/kpi/okr_checkin.py": "kpi/test_kpi_past",
    "models/kpi/okr_cycle.py": "kpi/test_kpi_closing",
    "models/kpi/okr_key_result.py": "kpi/test_kpi_link_rights",
    "models/kpi/okr_key_result_records.py": "kpi/test_kpi_filter kpi/test_kpi_overlap",
    "models/kpi/okr_key_result_refresh.py": "kpi/test_kpi_link_rights",
    "models/kpi/okr_key_result_seasonal.py": "mixins/test_sudo",
    "models/kpi/okr_kpi.py": "kpi/test_kpi_rights",
    "models/kpi/okr_kpi_access.py": "kpi/test_kpi_link_rights",
    "models/kpi/okr_kpi_preview.py": "kpi/test_kpi_preview",
    "models/kpi/okr_kpi_source.py": "kpi/test_kpi_push kpi/test_kpi_digest",
    "models/kpi/query.py": "kpi/test_kpi_filter",
    "models/kpi/trial.py": "kpi/test_kpi_trial",
    "models/mixins/ir_attachment.py": "mixins/test_no_side_door_mail",
    "models/mixins/mail_message.py": "mixins/test_mail_history",
    "models/mixins/mail_scheduled_message.py": "mixins/test_mail_names",
    "models/mixins/mail_tracking_value.py": "mixins/test_no_side_door_mail",
    "models/mixins/okr_input_access_mixin.py": "mixins/test_no_side_door_write",
    "models/mixins/okr_message_part_mixin.py": "mixins/test_mail_names",
    "models/mixins/okr_origin_mixin.py": "objective/test_rollover_rights",
    "models/mixins/okr_plan_mixin.py": "key_result/test_target_change",
    "models/mixins/okr_plan_part_mixin.py": "key_result/test_target_change",
    "models/mixins/okr_private_note_mixin.py": "mixins/test_mail_names",
    "models/mixins/okr_private_thread_mixin.py": "mixins/test_no_side_door_mail",
    "models/mixins/okr_revision_mixin.py": "mixins/test_revision",
    "models/objective/okr_objective.py": "mixins/test_access_rights_levels",
    "models/objective/okr_objective_access.py": "mixins/test_sudo",
    "models/objective/okr_objective_progress.py": "mixins/test_sudo",
    "models/objective/okr_objective_pending_rollup.py": (
        "mixins/test_no_side_door_rollup"
    ),
    "models/rhythm/mail_thread.py": "rhythm/test_reminder_answer",
    "models/rhythm/okr_checkin.py": "rhythm/test_acknowledge",
    "models/rhythm/okr_key_result.py": "rhythm/test_reminder_deputy",
    "models/rhythm/okr_left_behind_mixin.py": "rhythm/test_leaving",
    "models/rhythm/okr_objective.py": "mixins/test_no_side_door_mail",
    "models/rhythm/okr_quiet_thread_mixin.py": "mixins/test_no_side_door_mail",
    "models/rhythm/okr_reminder.py": "rhythm/test_reminder_days",
    "models/rhythm/okr_reminder_answer.py": "rhythm/test_reminder_answer",
    "models/rhythm/people.py": "rhythm/test_reminder_days",
    "models/rhythm/res_users.py": "rhythm/test_reminder_deputy",
    "models/rhythm/res_users_leaving.py": "rhythm/test_leaving",
    "models/template/okr_objective.py": "template/test_template_rights",
    "models/template/okr_template.py": "template/test_template_rights",
    "models/template/okr_template_key_result.py": "template/test_template_rights",
    "models/template/okr_template_run.py": "template/test_template_rights",
    "models/template/okr_template_run_line.py": "template/test_template_rights",
    "models/vision/okr_objective.py": "vision/test_presentation",
    "models/vision/okr_pillar.py": "vision/test_vision",
    "wizard/cycle/okr_cycle_report.py": "cycle/test_cycle_report",
    "wizard/cycle/okr_cycle_setup.py": "mixins/test_sudo",
    "wizard/feedback/okr_feedback_ask.py": "feedback/test_feedback_ask",
    "wizard/help/okr_help_answer.py": "help/test_help_request",
    "wizard/key_result/okr_plan_change.py": "mixins/test_no_side_door_dialogs",
    "wizard/kpi/okr_kpi_link.py": "kpi/test_kpi_link_rights",
    "wizard/objective/okr_rollover.py": "objective/test_rollover_rights",
    "wizard/rhythm/okr_handover.py": "rhythm/test_leaving",
    "wizard/template/okr_template_use.py": "template/test_template_rights",
}
#: the same of the addons beside this one, each with what it is done for:
#: ``addon/file: (tests, reason)``
HELD_BY_BESIDE = {
    "okr_module_gamification/models/okr_kpi.py": (
        "test_okr_kpi_gamification",
        "what a goal counts is set by administrators; who links it reads the records",
    ),
    "okr_module_project/hooks.py": (
        "test_okr_initiative_task",
        "at uninstalling, whatever is linked keeps its name",
    ),
    "okr_module_project/models/okr_initiative.py": (
        "test_okr_initiative_task_rights",
        "the state is told to readers of the objective, the name to readers of a task",
    ),
    "okr_module_project/models/project_task.py": (
        "test_okr_initiative_task_rights",
        "a task finds the work that it is, of which its reader is told nothing more",
    ),
    "okr_module_queue_job/models/okr_key_result.py": (
        "test_refresh_by_queue",
        "batches are the system's: what waits, how many at once, who takes them",
    ),
}


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestSudo(TestOkrAccessCommon):
    """Whoever must not, is not helped by what the system does for others."""

    def test_each_file_says_which_test_holds_it(self):
        """What is new and done as superuser needs a test in which somebody must not."""
        used = {
            path.relative_to(ADDON).as_posix()
            for path in ADDON.rglob("*.py")
            if "tests" not in path.parts and ".sudo()" in path.read_text()
        }
        self.assertEqual(used, set(HELD_BY))
        for path, tests in HELD_BY.items():
            for test in tests.split():
                text = (ADDON / f"tests/{test}.py").read_text()
                self.assertRegex(text, REFUSAL, path)

    def test_the_addons_beside_say_so_as_well(self):
        """As far as they are there: each of them is installed by itself."""
        addons = ADDON.parent
        there = {path.name for path in addons.glob("okr_module_*")}
        used = {
            path.relative_to(addons).as_posix()
            for name in there
            for path in (addons / name).rglob("*.py")
            if "tests" not in path.parts and ".sudo()" in path.read_text()
        }
        held = {path for path in HELD_BY_BESIDE if path.split("/")[0] in there}
        self.assertEqual(used, held)
        for path in held:
            tests, reason = HELD_BY_BESIDE[path]
            self.assertTrue(reason)
            for test in tests.split():
                text = (addons / path.split("/")[0] / f"tests/{test}.py").read_text()
                self.assertRegex(text, REFUSAL, path)

    # --- RIGHTS THAT ARE ASKED TOGETHER ---

    def test_what_is_said_of_rights_is_what_they_are(self):
        """``can_read`` and ``can_edit`` are asked in one query, as superuser."""
        for visibility in ("company", "department", "private"):
            objective = self._full_objective(visibility=visibility)
            for person, login in PEOPLE.items():
                own = self._as(login, objective)
                with self.subTest(visibility=visibility, person=person):
                    reads = own.has_access("read")
                    found = self._found(login, [("can_read", "=", True)])
                    self.assertEqual(objective in found, reads)
                    found = self._found(login, [("can_edit", "=", True)])
                    self.assertEqual(objective in found, own.has_access("write"))
                    if reads:
                        said = own.read(["can_read", "can_edit"])[0]
                        self.assertTrue(said["can_read"])
                        self.assertEqual(said["can_edit"], own.has_access("write"))
                    else:
                        fields = ["can_read", "can_edit"]
                        self._assert_denied(lambda o=own, f=fields: o.read(f))

    def _found(self, login, domain):
        objectives = self._as(login, self.env["okr.objective"])
        try:
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"):
                return objectives.search(domain).with_env(self.env)
        except UserError:  # portal and public
            return self.env["okr.objective"]

    def test_nobody_writes_what_follows_from_rights(self):
        objective = self._full_objective(visibility="company")
        for login in ("developer", "stranger", "hr_officer"):
            own = self._as(login, objective)
            for name in ("can_read", "can_edit"):
                with self.subTest(login=login, name=name):
                    self.assertTrue(
                        self._refused(lambda own=own, n=name: own.write({n: True}))
                    )

    # --- WHAT IS READ UPWARDS ---

    def test_what_figures_follow_upwards_is_read_by_nobody(self):
        """A check-in reads all above at once; its answer tells nothing of it."""
        above = self._objective("ceo", **self._secret_values(member_ids=False))
        objective = self._objective(
            "sales_rep", visibility="company", parent_id=above.id
        )
        (above | objective).action_activate()
        spec = {
            "objective_id": {
                "fields": {
                    "parent_id": {"fields": {"name": {}, "description": {}}},
                    "display_name": {},
                }
            }
        }
        for login in ("sales_rep", "sales_lead"):
            with self.subTest(login):
                own = self._as(login, self.env["okr.checkin"])
                checkin = own.create(
                    {"key_result_id": objective.key_result_ids.id, "value": 5}
                )
                told = []
                # In the same request, with all that it has read so far
                for ask in (
                    lambda c=checkin: c.web_read(spec),
                    lambda c=checkin: c.read(["objective_id", "key_result_id"]),
                    lambda c=checkin: c.objective_id.parent_id.read(["name"]),
                    lambda c=checkin: c.objective_id._paths_upwards(),
                    lambda c=checkin: c.objective_id.get_map(),
                    lambda c=checkin: c.export_data(["objective_id/parent_id/name"]),
                ):
                    try:
                        with mute_logger(
                            "odoo.addons.base.models.ir_rule", "odoo.models"
                        ):
                            told.append(ask())
                    except UserError:
                        continue
                self.assertNotIn(SECRET, str(told))

    # --- THRESHOLDS ---

    def test_statuses_by_a_company_s_thresholds_are_for_those_who_may_ask(self):
        """How objectives stood on a past day is reckoned as superuser."""
        self.company.okr_min_group_size = 1
        self._full_objective(visibility="private").action_activate()
        asked = {"company_id": self.company.id, "date": "2026-02-09"}
        for login in ("developer", "seller", "stranger", "portal", "public"):
            engagement = self._as(login, self.env["okr.engagement"])
            for ask in (
                lambda e=engagement: e.figures(**asked),
                lambda e=engagement: e.figures(level="individual", **asked),
                lambda e=engagement: e.get_page(**asked),
                lambda e=engagement: e.open_rows(**asked),
                lambda e=engagement: e.open_behind("at_risk", **asked),
            ):
                with self.subTest(login):
                    self._assert_denied(ask)
        opened = self._as("hr_officer", self.env["okr.engagement"]).open_behind(
            "at_risk", **asked
        )
        named = self._as("hr_officer", self.env["okr.objective"]).search(
            opened["domain"]
        )
        self.assertNotIn(SECRET, str(named.mapped("name")))

    # --- KPIS ---

    def test_only_who_changes_a_key_result_has_its_kpi_asked(self):
        """Its value, its past weeks and last year's curve are taken as superuser."""
        objective = self._full_objective(visibility="company")
        objective.action_activate()
        key_result = objective.key_result_ids
        for login in ("developer", "seller", "hr_officer", "stranger", "portal"):
            own = self._as(login, key_result)
            for ask in (
                own.action_refresh_kpi,
                own.action_backfill_history,
                own.action_unlink_kpi,
                lambda own=own: own.write(
                    {"plan_kind": "seasonal", "change_reason": "Like last year"}
                ),
            ):
                with self.subTest(login):
                    self.assertTrue(self._refused(ask))

    def test_no_company_s_thresholds_are_set_from_a_dialog(self):
        before = (self.company.okr_checkin_interval, self.company.okr_grace_days)
        for login in ("seller", "sales_lead", "hr_officer", "stranger", "portal"):
            dialogs = self._as(login, self.env["okr.cycle.setup"])
            with self.subTest(login):
                self.assertTrue(
                    self._refused(
                        lambda d=dialogs: d.create(
                            {"checkin_interval": "month", "grace_days": 30}
                        ).action_confirm()
                    )
                )
        self.assertEqual(
            (self.company.okr_checkin_interval, self.company.okr_grace_days), before
        )
