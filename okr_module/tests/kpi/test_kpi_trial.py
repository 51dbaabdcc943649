import itertools
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ...models.kpi import okr_kpi
from ...models.kpi.query import KpiQuery
from .kpi_common import TestOkrKpiCommon

#: what nobody may ever read
FOREIGN = (
    r"(?i)psycopg|syntax for type|LINE 1|<ast\.|0x7f|Traceback|res\.partner\.|None"
)


@tagged("post_install", "-at_install")
class TestKpiTrial(TestOkrKpiCommon):
    """A definition is tried before it is kept, and what fails carries a mark."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.tried")
        cls.field = cls.env["ir.model.fields"]._get
        cls.numbers = itertools.count()

    def _refused(self, values, sentence):
        with self.subTest(values):
            with (
                self.assertRaisesRegex(ValidationError, sentence) as refused,
                self.cr.savepoint(),
            ):
                self.kpi.write(values)
            self.assertNotRegex(str(refused.exception), FOREIGN)
            with self.assertRaisesRegex(ValidationError, sentence):
                self._define_contacts(f"test.refused.{next(self.numbers)}", **values)

    def test_what_cannot_work_is_refused_with_a_sentence(self):
        for values, sentence in (
            ({"domain": "[('color', '=', 'abc')]"}, "abc is no value of"),
            ({"domain": "[('color', 'in', [1, 'abc'])]"}, "abc is no value of"),
            ({"domain": "[('create_date', '>', 'soon')]"}, "soon is no value of"),
            ({"domain": "[('type', '=', 'nonsense')]"}, "nonsense is no value of"),
            ({"domain": "[('active', '=', 'yes')]"}, "yes is no value of"),
            ({"domain": "[('user_id.login_date', '>', 'x')]"}, "x is no value of"),
            ({"domain": "[('nothing', '=', 1)]"}, "There is no nothing in"),
            (
                {"domain": "[('user_id.nothing', '=', 1)]"},
                "There is no user_id.nothing in",
            ),
            ({"domain": "[('email_formatted', '=', 'x')]"}, "worked out when it is"),
            ({"domain": "[('user_id', 'any', [('x', '=', 1)])]"}, "There is no x in"),
            ({"domain": "[uid]"}, "A filter is a list"),
            ({"domain": "[('color', '=', 1"}, "A filter is a list"),
            ({"domain": "[1, 2]"}, "A filter is a list"),
            ({"gap_domain": "[('color', '=', 'abc')]"}, "abc is no value of"),
            (
                {"measure_field_id": self.field("res.partner", "name").id},
                "Name is no number",
            ),
            (
                {"measure_field_id": self.field("res.partner", "email_formatted").id},
                "cannot be counted by",
            ),
            (
                {"measure_field_id": self.field("res.users", "color").id},
                "belongs to User",
            ),
            ({"measure_field_id": False}, "Say which field"),
            (
                {"date_field_id": self.field("res.users", "create_date").id},
                "belongs to User",
            ),
            ({"multiplier": 0}, "always 0"),
            ({"run_as_id": self.users["portal"].id}, "does not work here"),
            ({"user_path": "name"}, "does not lead to"),
            ({"model_id": False, "source": "digest"}, "Say which KPI"),
        ):
            self._refused(values, sentence)

    def test_a_name_of_blanks_is_none(self):
        for name in ("", "  ", False):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "a name"):
                self.kpi.name = name

    def test_who_may_not_read_what_is_counted_is_named(self):
        """Rights come and go without the definition: it is kept, with a mark."""
        kpi = self.env["okr.kpi"].create(
            {
                "name": "Parameters",
                "code": "test.parameters",
                "model_id": self.env["ir.model"]._get_id("ir.config_parameter"),
                "company_path": False,
                "run_as_id": self.users["seller"].id,
            }
        )
        self.assertTrue(kpi.is_failing)
        self.assertRegex(kpi.error, "seller .*may not read these records")
        kpi.run_as_id = self.admin
        self.assertFalse(kpi.is_failing)

    def test_what_works_is_kept(self):
        for number, values in enumerate(
            (
                {"domain": "[('color', '=', 5), ('type', 'in', ['contact', 'old'])]"},
                {"domain": "[('create_date.month_number', '=', 3)]"},
                {"domain": "[('create_date', '>', '2026-01-01')]"},
                {"domain": "[('category_id', 'any', [('name', 'ilike', 'x')])]"},
                {"domain": "['|', ('color', '=', False), ('id', 'child_of', [])]"},
                {"domain": "[('user_id.name', '!=', False)]"},
                {
                    "aggregate": "count_distinct",
                    "measure_field_id": self.field("res.partner", "user_id").id,
                },
                {"aggregate": "count", "measure_field_id": False},
            )
        ):
            with self.subTest(values):
                kpi = self._define_contacts(f"test.works.{number}", **values)
                self.assertFalse(kpi.error)
                self.assertFalse(kpi.is_failing)

    def test_it_is_computed_once_as_its_person(self):
        asked = []
        count = KpiQuery.aggregates

        def noting(query, spans):
            asked.append((query.scope.run_as, query.scope.kind))
            return count(query, spans)

        with patch.object(KpiQuery, "aggregates", noting):
            self.kpi.run_as_id = self.users["ceo"]
            self.assertEqual(
                asked,
                [(self.users["ceo"], "company"), (self.users["ceo"], "user")],
            )
            self.kpi.write({"name": "Another", "sequence": 3})
        self.assertEqual(len(asked), 2)

    # --- A FURTHER FILTER ---

    def test_a_filter_of_a_key_result_is_looked_at_too(self):
        key_result = self._link("test.tried")
        for text, sentence in (
            ("[('color', '=', 'abc')]", "abc is no value"),
            ("[('email_formatted', '=', 'x')]", "worked out when it is"),
            ("[uid]", "A filter is a list"),
        ):
            with self.subTest(text):
                with (
                    self.assertRaisesRegex(ValidationError, sentence) as refused,
                    self.cr.savepoint(),
                ):
                    key_result.kpi_filter = text
                self.assertNotRegex(str(refused.exception), FOREIGN)
                dialog = Form(
                    self.env["okr.kpi.link"].with_context(
                        default_kpi_id=self.kpi.id,
                        default_key_result_id=key_result.id,
                        default_kpi_filter=text,
                    )
                )
                self.assertRegex(dialog.error, sentence)

    def test_a_kpi_without_records_takes_no_filter(self):
        outside = self.env["okr.kpi"].create(
            {"name": "NPS", "code": "test.nps", "source": "pushed"}
        )
        with self.assertRaisesRegex(ValidationError, "nothing can be filtered"):
            self._link("test.nps", kpi_filter="[('color', '=', 1)]")
        key_result = self._link("test.nps")
        preview = outside._preview_for(key_result, "company", extra=[("color", "=", 1)])
        self.assertIn("nothing can be filtered", preview["error"])
        # One that was there before its KPI came from outside
        self._set_columns(key_result, kpi_filter="[('color', '=', 1)]")
        key_result._refresh_kpis()
        self.assertIn("nothing can be filtered", key_result.kpi_error)

    # --- WHAT COMES WITH AN ADDON ---

    def test_data_files_are_not_refused_and_carry_a_mark(self):
        kpis = self.env["okr.kpi"].with_context(install_mode=True)
        with self.assertLogs("odoo.addons.okr_module.models.kpi.okr_kpi") as logs:
            kpi = kpis.create(
                {
                    "name": "Broken",
                    "code": "test.broken",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "domain": "[('color', '=', 'abc')]",
                    "run_as_id": self.admin.id,
                }
            )
        self.assertIn("test.broken", logs.output[0])
        self.assertIn("abc is no value", kpi.error)
        self.assertTrue(kpi.error_since)
        self.assertTrue(kpi.is_failing)
        failing = self.env["okr.kpi"].search([("is_failing", "=", True)])
        self.assertIn(kpi, failing)
        self.assertNotIn(self.kpi, failing)
        self.assertIn(self.kpi, kpi.search([("is_failing", "=", False)]))
        # Mended, it carries none
        kpi.with_context(install_mode=False).domain = "[('color', '=', 5)]"
        self.assertFalse(kpi.error or kpi.error_since or kpi.is_failing)

    def test_what_was_amiss_is_tried_again_at_night(self):
        self.kpi._keep_problem(UserError("It was amiss."))
        self.assertTrue(self.kpi.is_failing)
        self.env["okr.key.result"]._cron_check_past()
        self.assertFalse(self.kpi.error)

    # --- THE FORM ---

    def test_the_form_says_what_it_says(self):
        self._contact(5)
        self._contact(7)
        self._contact(8, day="2025-02-02")
        kpi = self.kpi.with_user(self.users["okr_admin"])
        form = Form(kpi)
        self.assertEqual(form.value_now, "12")
        self.assertEqual(form.value_last_year, "8")
        self.assertEqual(form.record_count_now, "2")
        self.assertFalse(form.value_error)
        self.kpi.group_ids = self.env.ref("base.group_system")
        self.env.invalidate_all()
        self.assertIn("do not belong", kpi.value_error)
        self.assertFalse(kpi.value_now)

    def test_compute_now_says_whether_it_answers(self):
        kpi = self.kpi.with_user(self.users["okr_admin"])
        notice = kpi.action_compute_now()["params"]
        self.assertEqual(
            (notice["type"], notice["message"]), ("success", "It answers.")
        )
        self._set_columns(self.kpi, domain="[('color', '=', 'abc')]")
        notice = kpi.action_compute_now()["params"]
        self.assertEqual(notice["type"], "warning")
        self.assertIn("abc is no value", notice["message"])
        self.assertIn("abc is no value", self.kpi.error)
        with self.assertRaises(UserError):
            self.kpi.with_user(self.users["seller"]).action_compute_now()

    def test_compute_now_marks_what_is_linked_at_once(self):
        """And unmarks it: nobody waits for the next hour to see what was mended."""
        self._contact(5)
        key_result = self._link("test.tried")
        kpi = self.kpi.with_user(self.users["okr_admin"])
        self._set_columns(self.kpi, domain="[('no_such_field', '=', 1)]")
        notice = kpi.action_compute_now()["params"]
        self.assertEqual(notice["type"], "warning")
        self.assertEqual(key_result.kpi_mark, "KPI does not answer")
        self.assertEqual(key_result.current_value, 5.0)
        self._set_columns(self.kpi, domain="[('ref', '=', 'okr')]")
        self._contact(2)
        with patch.object(okr_kpi, "MOST_AT_ONCE", 1):
            self.assertEqual(
                kpi.action_compute_now()["params"]["message"], "It answers."
            )
            self.assertFalse(key_result.kpi_mark)
            self.assertEqual(key_result.current_value, 7.0)
            self._link("test.tried")
            notice = kpi.action_compute_now()["params"]
            self.assertIn("within the hour", notice["message"])

    def test_the_form_says_a_failure_once(self):
        kpi = self.kpi.with_user(self.users["okr_admin"])
        self._set_columns(self.kpi, domain="[('no_such_field', '=', 1)]")
        kpi.action_compute_now()
        self.env.invalidate_all()
        said = [
            name
            for name in ("failing_note", "value_error")
            if self._is_shown(kpi, name)
        ]
        self.assertEqual((said, bool(kpi.value_error)), (["failing_note"], True))
        self.assertFalse(self._is_shown(kpi, "says"))
        # What only its reader is not told stands where the value would
        self._set_columns(self.kpi, domain="[('ref', '=', 'okr')]")
        kpi.action_compute_now()
        self.kpi.group_ids = self.env.ref("base.group_system")
        self.env.invalidate_all()
        self.assertTrue(self._is_shown(kpi, "value_error"))
        self.assertFalse(self._is_shown(kpi, "failing_note"))

    def _is_shown(self, record, name):
        """Tell whether its form shows a field or group to whoever looks at a record."""
        arch = etree.fromstring(record.get_view(view_type="form")["arch"])
        node = arch.xpath(f"//*[@name='{name}'][not(@invisible='1')]")[0]
        names = set(arch.xpath("//field[not(ancestor::list)]/@name"))
        values = {"id": record.id, **{each: record[each] for each in names}}
        return not any(
            safe_eval(each.get("invisible") or "False", dict(values))
            for each in (node, *node.iterancestors())
        )

    # --- FAILING KEY RESULTS ---

    @mute_logger("odoo.sql_db")
    def test_nobody_reads_the_words_of_the_database(self):
        key_result = self._link("test.tried")
        self._contact(5)
        for text in (
            "[('color', '=', 'abc')]",
            "[('no_such_field', '=', 1)]",
            "[uid]",
            "[('email_formatted', '=', 'x')]",
        ):
            with self.subTest(text):
                self._set_columns(self.kpi, domain=text)
                key_result.action_refresh_kpi()
                self.assertTrue(key_result.kpi_error)
                self.assertNotRegex(key_result.kpi_error, FOREIGN)
                preview = self.kpi._preview_for(key_result, "company")
                self.assertTrue(preview["error"])
                self.assertNotRegex(preview["error"], FOREIGN)
                for method in ("action_open_kpi_records", "action_backfill_history"):
                    with self.assertRaises(UserError) as refused:
                        getattr(key_result, method)()
                    self.assertNotRegex(str(refused.exception), FOREIGN)

    def test_a_source_that_fails_is_marked_in_rows_and_listed(self):
        self._contact(5)
        key_result = self._link("test.tried")
        self.assertFalse(key_result.kpi_mark or key_result.kpi_error_note)
        never = self._define("test.never")
        self._set_columns(never, domain="[('no_such_field', '=', 1)]")
        fresh = self._link("test.never")
        self._set_columns(self.kpi, domain="[('no_such_field', '=', 1)]")
        with freeze_time("2026-03-19 05:00:00"):
            key_result.action_refresh_kpi()
        for each, said in (
            (key_result, "What stands is the value of Wed, Mar 18."),
            (fresh, "So far there is no value."),
        ):
            self.assertEqual(each.kpi_mark, "KPI does not answer")
            self.assertRegex(each.kpi_error_note, "has not answered since .*Mar 1")
            self.assertIn(said, each.kpi_error_note)
        failing = self.env["okr.kpi"].search([("is_failing", "=", True)])
        self.assertLessEqual(self.kpi | never, failing)
        menu = self.env.ref("okr_module.okr_menu_kpis_failing")
        domain = safe_eval(menu.action.domain)
        self.assertLessEqual(self.kpi | never, self.env["okr.kpi"].search(domain))
        for login, sees in (("okr_admin", True), ("seller", False)):
            menus = self.env["ir.ui.menu"].with_user(self.users[login])
            self.assertEqual(menu.id in menus.load_menus(False), sees, login)
        self.assertEqual(
            self.kpi.failing_note, "Linked key results without an answer: 1."
        )
        for view in ("list", "kanban"):
            arch = self.env["okr.key.result"].get_view(view_type=view)["arch"]
            self.assertIn("kpi_mark", arch)
        # In the form it stands before the curve, which fills the first screen.
        arch = self.env["okr.key.result"].get_view(view_type="form")["arch"]
        self.assertLess(arch.index('"kpi_error_note"'), arch.index("okr_curve"))
        self._assert_marked_everywhere(key_result)
        # What a private objective is called is not in the list.
        self.assertNotIn(key_result.name, self.kpi.failing_note)

    def _assert_marked_everywhere(self, key_result):
        """Assert that whatever shows a row of a key result has its mark."""
        objective, said = key_result.objective_id, key_result.kpi_mark
        # The check-in screen asks of what runs
        self._set_columns(objective, state="active")
        self._set_columns(key_result, objective_state="active")
        self.assertTrue(objective.has_kpi_mark)
        owner = self.env(user=key_result.user_id)
        context = {"allowed_company_ids": key_result.company_id.ids}
        session = owner["okr.checkin.session"].with_context(**context)
        home = owner["okr.home"].with_context(**context)
        graph = owner["okr.objective"].with_context(**context)
        for screen, rows in (
            ("check-in", session.get_data(objective.id)["rows"]),
            (
                "home",
                [
                    row
                    for each in home.get_data()["objectives"]
                    for row in each["key_results"]
                ],
            ),
            (
                "map",
                [
                    row
                    for node in graph.get_map([("id", "=", objective.id)])["nodes"]
                    for row in node["key_results"]
                ],
            ),
        ):
            with self.subTest(screen=screen):
                marks = {row["id"]: row["kpi_mark"] for row in rows}
                self.assertEqual(marks.get(key_result.id), said)

    # --- ARCHIVED ---

    def test_an_archived_kpi_says_so_and_is_refreshed_no_more(self):
        self._contact(5)
        key_result = self._link("test.tried")
        self.assertEqual(key_result.current_value, 5.0)
        self.kpi.active = False
        self._contact(6)
        with freeze_time("2026-03-20 05:00:00"):
            notice = key_result.action_refresh_kpi()["params"]
            self.env["okr.key.result"]._cron_refresh_kpis()
        self.assertEqual(key_result.current_value, 5.0)
        self.assertEqual(str(key_result.kpi_date_alive), "2026-03-18")
        self.assertEqual(notice["type"], "warning")
        self.assertIn("archived", notice["message"])
        self.assertEqual(key_result.kpi_mark, "KPI archived")
        self.assertIn("Wed, Mar 18", key_result.kpi_error_note)
        self.kpi.active = True
        self.assertFalse(key_result.kpi_mark)
        key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 11.0)
