import json
import os
from pathlib import Path

from odoo.tests import HttpCase, tagged

HERE = Path(__file__).parent
# What Odoo draws around our screens and in them, which is not ours to mend
ODOO_PARTS = [
    ".o_main_navbar",
    # The pale names of fields on a phone
    ".o_form_label",
    ".o_control_panel",
    ".o_search_panel",
    ".o-mail-Chatter",
    # Faces, activities, chooser of columns and rows, tabs, menus of a field
    ".o_m2o_avatar",
    ".o_m2m_avatar",
    ".o-mail-ActivityButton",
    ".o_optional_columns_dropdown",
    ".o_list_record_selector",
    ".o_notebook_headers",
    ".o_select_menu",
    ".o_field_tags",
    ".o_field_many2many_tags_avatar",
    ".o_field_daterange",
    ".o_statusbar_status",
    ".o-dropdown",
    ".o_calendar_renderer",
    ".o_calendar_sidebar",
    ".o_activity_view",
]
# What is ours in them is looked at, what is said of themselves is not
ODOO_PROBLEMS = ["scrollable-region-focusable: .o_pivot"]


class AxeCommon(HttpCase):
    """Nothing on our screens keeps anybody from reading or using them.

    axe-core looks at each. `./okr test` brings it; without it nothing is checked, so
    these tests fail.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_result = cls.env["okr.key.result"].search(
            [("state", "=", "active"), ("objective_id.state", "=", "active")], limit=1
        )

    def _axe(self):
        path = Path(os.environ.get("OKR_AXE") or "axe.min.js")
        self.assertTrue(
            path.is_file(), "axe-core is not here: ./okr test fetches it and says where"
        )
        return path.read_text(encoding="utf-8")

    def _form(self, record, name=None):
        return {
            "name": name or record._name,
            "open": {
                "type": "ir.actions.act_window",
                "res_model": record._name,
                "res_id": record.id,
                "views": [[False, "form"]],
            },
        }

    def _screens(self):
        """Return the screens by the actions that menus open, views and dialogs."""
        actions = (
            "okr_home_page_action okr_checkin_session_client_action okr_team_action "
            "okr_dashboard_action okr_present_action okr_engagement_action "
            "okr_alignment_action okr_vision_action okr_template_action "
            "okr_initiative_action okr_idea_action okr_help_request_action "
            "okr_hint_action okr_review_action okr_home_action okr_kpi_action "
            "okr_cycle_action okr_pillar_action okr_checkin_action"
        )
        screens = [
            {"name": name, "open": f"okr_module.{name}"} for name in actions.split()
        ]
        for model, kinds in {
            "okr.objective": ("kanban", "list", "graph", "pivot"),
            "okr.key.result": ("kanban", "list", "graph", "pivot"),
        }.items():
            screens += [
                {
                    "name": f"{model} {kind}",
                    "open": {
                        "type": "ir.actions.act_window",
                        "res_model": model,
                        "views": [[False, kind], [False, "form"]],
                    },
                }
                for kind in kinds
            ]
        objective = self.key_result.objective_id
        draft = self.env["okr.objective"].search([("state", "=", "draft")], limit=1)
        screens += [
            self._form(objective),
            self._form(draft, "draft"),
            self._form(self.key_result),
            self._form(objective.cycle_id),
            self._form(self.env["okr.vision"].search([], limit=1)),
            self._form(self.env["okr.template"].search([], limit=1)),
            {
                "name": "dialog of a check-in",
                "call": ["okr.key.result", "action_check_in", [self.key_result.ids]],
            },
        ]
        return screens

    def _check(self, is_dark=False):
        asked = {
            "screens": self._screens(),
            "isDark": is_dark,
            "odooParts": ODOO_PARTS,
            "odooProblems": ODOO_PROBLEMS,
        }
        ours = (HERE / "axe_screens.js").read_text(encoding="utf-8")
        code = f"""
            {self._axe()};
            {ours};
            window.okrCheckScreens({json.dumps(asked)}).then((found) => {{
                if (found.length) {{
                    console.error("axe-core found:\\n" + found.join("\\n"));
                }} else {{
                    console.log("test successful");
                }}
            }}, (error) => console.error(error.stack || String(error)));
        """
        self.browser_js(
            "/odoo/okr",
            code,
            "odoo.isReady === true",
            login="admin",
            timeout=600,
        )


@tagged("post_install", "-at_install")
class TestAxeWide(AxeCommon):
    """Our screens on a wide screen."""

    browser_size = "1400x900"

    def test_axe_finds_nothing(self):
        self._check()

    def test_axe_finds_nothing_on_dark(self):
        """What is written can be read on dark, too."""
        self._check(is_dark=True)


@tagged("post_install", "-at_install")
class TestAxePhone(AxeCommon):
    """Our screens on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_axe_finds_nothing_on_a_phone(self):
        self._check()
