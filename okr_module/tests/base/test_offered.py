import re

from lxml import etree

from odoo import models
from odoo.tests import TransactionCase, tagged

#: what people group, filter, export and import
LISTED = (
    "okr.objective",
    "okr.key.result",
    "okr.checkin",
    "okr.initiative",
    "okr.help.request",
    "okr.cycle",
    "okr.template",
)
#: a word within a label that begins with a capital letter, and is no abbreviation
TITLE_CASE = re.compile(r"\s[A-Z][a-z]")
NAMES = ("Odoo",)


@tagged("post_install", "-at_install")
class TestOffered(TransactionCase):
    """What menus and dialogs offer is what people know by these words."""

    def _offered(self, model, *offers):
        """Return ``{name: label}`` of our fields that are offered for something."""
        described = self.env[model].fields_get(attributes=["string", *offers])
        return {
            name: field["string"]
            for name, field in described.items()
            if any(field.get(offer) for offer in offers)
            and name not in models.MAGIC_COLUMNS
            and str(self.env[model]._fields[name]._module).startswith("okr_module")
        }

    def test_labels_are_written_alike(self):
        """Only the first word has a capital letter."""
        for model in LISTED:
            for name, label in self._offered(model, "groupable", "exportable").items():
                with self.subTest(model=model, name=name):
                    plain = label
                    for word in NAMES:
                        plain = plain.replace(word, "")
                    self.assertNotRegex(plain, TITLE_CASE)
                    self.assertNotIn("Kpi", label)

    def test_no_label_twice(self):
        """Who groups by one of two of a name cannot know which."""
        for model in LISTED:
            with self.subTest(model=model):
                labels = list(self._offered(model, "groupable", "exportable").values())
                self.assertFalse({each for each in labels if labels.count(each) > 1})

    def test_what_discussions_keep_is_not_offered(self):
        """Nobody groups by a delivery error, or exports the icon of a to-do."""
        for model in LISTED[:4]:
            described = self.env[model].fields_get(
                attributes=["groupable", "exportable"]
            )
            for name in (
                "message_needaction",
                "message_has_error",
                "message_ids",
                "website_message_ids",
                "has_message",
                "activity_exception_decoration",
                "activity_type_icon",
                "sequence",
            ):
                if name in described:
                    with self.subTest(model=model, name=name):
                        self.assertFalse(any(described[name].values()))
        described = self.env["okr.objective"].fields_get(
            attributes=["groupable", "exportable"]
        )
        self.assertTrue(described["activity_date_deadline"]["exportable"])
        self.assertTrue(described["date_revised"]["groupable"])
        self.assertFalse(described["write_date"]["groupable"])


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    """What holds of all our views."""

    def _archs(self):
        """Yield ``(name, arch)`` of each view of ours."""
        views = self.env["ir.ui.view"].search([("model", "!=", False)])
        for view in views:
            if view.xml_id.startswith("okr_module"):
                yield view.xml_id, etree.fromstring(view.arch)

    def test_dialogs_of_an_objective_are_offered_where_they_work(self):
        """What Odoo binds to a form stands in its menu for everybody, see
        ``okr_form_view.js``."""
        names = {"okr_objective_action_rollover", "okr_plan_cycle_action"}
        ids = {self.env.ref(f"okr_module.{name}").id for name in names}
        views = self.env["okr.objective"].get_views(
            [(False, "form"), (False, "list")], {"toolbar": True}
        )["views"]
        for kind, expected in (("form", set()), ("list", ids)):
            with self.subTest(view=kind):
                offered = {each["id"] for each in views[kind]["toolbar"]["action"]}
                self.assertEqual(offered & ids, expected)

    def test_weights_have_no_needless_digits(self):
        """1 and 1.5, not 1.00 and 1.50."""
        for name, arch in self._archs():
            for field in arch.iter("field"):
                if field.get("name") != "weight" or "1" in (
                    field.get("invisible"),
                    field.get("column_invisible"),
                ):
                    continue
                with self.subTest(view=name):
                    self.assertEqual(field.get("widget"), "okr_number")

    def test_one_day_is_no_days(self):
        arch = self.env["okr.template.key.result"].get_view(
            self.env.ref("okr_module.okr_template_key_result_view_form").id
        )["arch"]
        for field in ("begins_after", "ends_before"):
            words = {
                word.get("invisible"): word.text.split()[0]
                for word in etree.fromstring(arch).iter("div")
                if field in (word.get("invisible") or "")
            }
            self.assertEqual(words, {f"{field} == 1": "days", f"{field} != 1": "day"})

    def test_graphs_and_pivots_know_our_colours_and_gaps(self):
        """Statuses in their colours, and a mean of nothing is no 0."""
        for name, arch in self._archs():
            if arch.tag in ("graph", "pivot"):
                with self.subTest(view=name):
                    self.assertEqual(arch.get("js_class"), f"okr_{arch.tag}")

    def test_open_requests_for_help_are_counted(self):
        """They have no hours to an answer yet: a graph of these would be empty."""
        graph = self.env.ref("okr_module.okr_help_request_view_graph")
        measures = etree.fromstring(graph.arch).findall("field[@type='measure']")
        self.assertFalse(measures)
        pivot = self.env.ref("okr_module.okr_help_request_view_pivot")
        self.assertEqual(etree.fromstring(pivot.arch).get("display_quantity"), "1")

    def test_check_ins_of_running_cycles_come_first(self):
        """A mean of a cycle's last and another's first week would be nonsense."""
        action = self.env.ref("okr_module.okr_checkin_action")
        self.assertIn("search_default_running", action.context)
        graph = etree.fromstring(self.env.ref("okr_module.okr_checkin_view_graph").arch)
        names = [field.get("name") for field in graph.findall("field")]
        self.assertIn("cycle_id", names, "each cycle has a line of its own")
        self.assertEqual(graph.get("stacked"), "0")

    def test_departments_are_named_as_people_name_them(self):
        """Sales, not Management / Sales, in a menu, a graph and a pivot."""
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "in", LISTED[:5]), ("path", "!=", False)]
        )
        for action in actions.filtered(lambda each: "graph" in each.view_mode):
            with self.subTest(action=action.path):
                self.assertIn("'hierarchical_naming': False", action.context)

    def test_panels_stand_in_a_line_of_their_own(self):
        """The way to the report is below a panel, not squeezed beside it."""
        for name, arch in self._archs():
            for panel in arch.iter("field"):
                if panel.get("name") != "okr_objective_ids":
                    continue
                with self.subTest(view=name):
                    in_a_group = panel.getparent().tag == "group"
                    self.assertTrue(in_a_group or "d-block" in panel.get("class", ""))
                    if in_a_group:
                        self.assertFalse(panel.getparent().findall("button"))

    def test_each_way_is_in_settings_once(self):
        arch = self.env["res.config.settings"].get_view(
            self.env.ref("base.res_config_settings_view_form").id
        )["arch"]
        app = etree.fromstring(arch).find(".//app[@name='okr_module']")
        ways = [button.get("name") for button in app.iter("button")]
        self.assertFalse({each for each in ways if ways.count(each) > 1})
        [block] = app.xpath(".//field[@name='okr_min_group_size']/ancestor::block")
        self.assertEqual(block.get("name"), "okr_thresholds")
