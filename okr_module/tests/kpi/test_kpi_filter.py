import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..query_common import recorded_queries
from .seasonal_common import TestOkrSeasonalCommon

#: a category of contacts that only OKR administrators may read
SECRET = "Merger"
#: what a filter asks for by the first letter of that name, and what nothing has
HIT, MISS = "M%", "Q%"
HIDDEN = "Hidden"


@tagged("post_install", "-at_install")
class TestKpiFilter(TestOkrSeasonalCommon):
    """A filter sees what who set it sees, wherever a KPI is told.

    The KPI is computed as an administrator, who reads everything. ``sales_lead``
    may read neither the category nor contacts that are called hidden.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.users["sales_lead"]
        cls.okr_admin = cls.users["okr_admin"]
        cls._hide("res.partner.category", f"('name', '!=', '{SECRET}')")
        cls._hide("res.partner", f"('name', '!=', '{HIDDEN}')")
        cls.secret = cls.env["res.partner.category"].create({"name": SECRET})
        cls.kpi.write({"gap_domain": "[('ref', '=', 'gap')]"})

    @classmethod
    def _hide(cls, model, condition):
        cls.env["ir.rule"].create(
            {
                "name": f"Only for OKR administrators: {model}",
                "model_id": cls.env["ir.model"]._get_id(model),
                "domain_force": f"[{condition}] "
                "if not user.has_group('okr_module.group_okr_manager') else []",
            }
        )

    def _asks(self, letters):
        return f"[('category_id.name', '=like', '{letters}')]"

    def _mine(self, letters, login="sales_lead", **values):
        """Return a key result that somebody linked with a filter."""
        made = (
            self.env["okr.key.result"]
            .with_user(self.users[login])
            .create(
                {
                    "name": "Mine",
                    "objective_id": self.objective.id,
                    "kpi_id": self.kpi.id,
                    "target_value": 100.0,
                    "kpi_filter": self._asks(letters),
                    **values,
                }
            )
        )
        return made

    def _told_alike(self, tell):
        """Assert that what is told is the same whatever the hidden name begins with."""
        self.assertEqual(tell(HIT), tell(MISS))

    # --- WHERE A FILTER IS TAKEN ---

    def test_a_preview_tells_nothing(self):
        self._tagged_contacts()
        self._told_alike(
            lambda letters: self.kpi.with_user(self.lead)._preview_for(
                self._link("test.season", kpi_id=False),
                "company",
                scope_id=self.company.id,
                extra=[("category_id.name", "=like", letters)],
            )
        )

    def test_the_dialog_tells_nothing(self):
        self._tagged_contacts()
        key_result = self._link("test.season", kpi_id=False)

        def tell(letters):
            wizard = (
                self.env["okr.kpi.link"]
                .with_user(self.lead)
                .create(
                    {
                        "kpi_id": self.kpi.id,
                        "key_result_id": key_result.id,
                        "kpi_scope": "company",
                        "kpi_filter": self._asks(letters),
                    }
                )
            )
            # As in a request: what is computed later is computed as the caller.
            self.patch(self.env.transaction, "default_env", wizard.env)
            names = ("value_now", "last_year", "graph", "error")
            names += ("start_value", "target_value")
            return [wizard[name] for name in names]

        self._told_alike(tell)

    def test_a_bound_value_tells_nothing(self):
        self._tagged_contacts()
        self._told_alike(lambda letters: self._mine(letters).current_value)

    def test_a_negated_filter_tells_nothing(self):
        self._tagged_contacts()
        for condition in (
            "('category_id.name', 'not =like', '%s')",
            "('category_id', 'not any', [('name', '=like', '%s')])",
            "'!', ('category_id.name', '=like', '%s')",
            "('category_id.child_ids.parent_id.name', 'not =like', '%s')",
        ):
            with self.subTest(condition):
                self._told_alike(
                    lambda letters, text=condition: (
                        self._mine(
                            letters, kpi_filter=f"[{text % letters}]"
                        ).current_value
                    )
                )

    def test_a_refresh_tells_nothing(self):
        key_results = {letters: self._mine(letters) for letters in (HIT, MISS)}
        self._tagged_contacts()
        for key_result in key_results.values():
            key_result.action_refresh_kpi()
        self._told_alike(
            lambda letters: [
                key_results[letters][name]
                for name in ("current_value", "kpi_error", "progress")
            ]
        )

    def test_weeks_filled_in_tell_nothing(self):
        self._tagged_contacts()

        def tell(letters):
            key_result = self._mine(letters)
            key_result.action_backfill_history()
            names = ["date", "value", "kpi_record_count", "kpi_checksum"]
            checkins = key_result.checkin_ids.sorted("date").sudo()
            return [[checkin[name] for name in names] for checkin in checkins]

        self._told_alike(tell)

    def test_last_years_curve_tells_nothing(self):
        self._tagged_contacts()

        def tell(letters):
            key_result = self._mine(letters, plan_kind="seasonal").sudo()
            return key_result.seasonal_curve, key_result.seasonal_problem

        self._told_alike(tell)

    def test_closing_tells_nothing(self):
        key_results = {letters: self._mine(letters) for letters in (HIT, MISS)}
        self._tagged_contacts()
        self.cycle.action_activate()
        self.objective.action_activate()
        with freeze_time("2026-04-20 05:00:00"):
            self.cycle.with_user(self.okr_admin).action_close()
        self._told_alike(lambda letters: key_results[letters].current_value)

    def test_opening_the_records_tells_nothing(self):
        self._tagged_contacts()

        def tell(letters):
            with self.assertRaises(UserError) as refused:
                self._mine(letters).action_open_kpi_records()
            return str(refused.exception)

        self._told_alike(tell)

    def test_what_overlaps_tells_nothing(self):
        self._tagged_contacts()
        whole = self._link("test.season", name="All").with_user(self.lead)
        for key_result in (self._mine(HIT), self._mine(MISS), whole):
            self.assertFalse(key_result.kpi_overlap)
        self._mine(HIT, kpi_filter="[('color', '=', 5)]", name="Fives")
        self.env.invalidate_all()
        self.assertEqual(
            whole.kpi_overlap, "One of these records also counts in Fives."
        )

    def test_what_was_restated_tells_nothing(self):
        contacts = self._tagged_contacts()
        key_results = {}
        with freeze_time("2026-03-10 05:00:00"):
            for letters in (HIT, MISS):
                key_results[letters] = self._mine(letters)
        contacts[-1].color = 9
        self.env.flush_all()
        for key_result in key_results.values():
            key_result.action_refresh_kpi()
        self._told_alike(
            lambda letters: (
                key_results[letters].kpi_restated,
                key_results[letters].kpi_restated_count,
            )
        )

    def _tagged_contacts(self):
        """Create contacts of last year and this year that are in the category."""
        contacts = self._customers() | self._contact(5)
        contacts.category_id = self.secret
        self.env.flush_all()
        return contacts

    # --- RECORDS THEMSELVES ---

    def test_records_that_the_linker_may_not_read_do_not_count(self):
        self._contact(4, city="Hanoi")
        self._contact(70, city="Hanoi", name=HIDDEN)
        in_hanoi = "[('city', '=', 'Hanoi')]"
        mine = self._mine(HIT, kpi_filter=in_hanoi)
        theirs = self._mine(HIT, "okr_admin", kpi_filter=in_hanoi)
        self.assertEqual(mine.current_value, 4.0)
        self.assertEqual(theirs.current_value, 74.0)
        # Asked about together, each keeps its own.
        self._contact(1, city="Hanoi")
        self._contact(100, city="Hanoi", name=HIDDEN)
        (mine | theirs).sudo()._refresh_kpis()
        self.assertEqual(mine.current_value, 5.0)
        self.assertEqual(theirs.current_value, 175.0)

    def test_what_hints_go_by_is_what_the_linker_may_read(self):
        in_hanoi = "[('city', '=', 'Hanoi')]"
        mine = self._mine(HIT, kpi_filter=in_hanoi)
        theirs = self._mine(HIT, "okr_admin", kpi_filter=in_hanoi)
        self._contact(4, "2025-11-11", city="Hanoi")
        self._contact(70, "2025-11-11", city="Hanoi", name=HIDDEN)
        both = (mine | theirs).with_user(self.okr_admin)
        histories = both._kpi_histories()
        self.assertIn(4.0, histories[mine])
        self.assertNotIn(74.0, histories[mine])
        self.assertIn(74.0, histories[theirs])

    def test_without_a_filter_all_records_count(self):
        self._contact(4)
        self._contact(70, name=HIDDEN)
        key_result = self._mine(HIT, kpi_filter=False)
        self.assertEqual(key_result.current_value, 74.0)
        self.assertFalse(key_result.kpi_filter_note)

    def test_a_filter_that_its_linker_may_read_says_what_it_said(self):
        self._contact(4, city="Hanoi")
        self._contact(30, city="Hanoi", active=False)
        self._contact(500, city="Hue")
        cases = {
            "[('city', '=', 'Hanoi')]": 4.0,
            "[('city', '!=', 'Hanoi')]": 500.0,
            "[('city', '=', 'Hanoi'), ('active', '=', False)]": 30.0,
            "[('city', '=', 'Hanoi'), ('active', 'in', [True, False])]": 34.0,
            "['|', ('city', '=', 'Hue'), ('color', '<', 10)]": 504.0,
            "[('id', 'child_of', [])]": 0.0,
            "[(1, '=', 1)]": 504.0,
        }
        for text, value in cases.items():
            with self.subTest(text):
                self.assertEqual(self._mine(HIT, kpi_filter=text).current_value, value)
        self.kpi.domain = "[('ref', '=', 'okr'), ('active', 'in', [True, False])]"
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        self.assertEqual(key_result.current_value, 34.0)

    def test_records_open_as_far_as_linker_and_reader_may_read_them(self):
        seen = self._contact(4, city="Hanoi") | self._contact(6, city="Hanoi")
        self._contact(70, city="Hanoi", name=HIDDEN)
        self._contact(30, city="Hue")
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        for login in ("sales_lead", "okr_admin"):
            with self.subTest(login):
                action = key_result.with_user(
                    self.users[login]
                ).action_open_kpi_records()
                self.assertIn("2 of 2 records", action["name"])
                domain = json.loads(json.dumps(action["domain"]))
                found = self.env["res.partner"].with_user(self.users[login])
                self.assertEqual(found.search(domain), seen)
        theirs = self._mine(HIT, "okr_admin", kpi_filter="[('city', '=', 'Hanoi')]")
        action = theirs.with_user(self.lead).action_open_kpi_records()
        self.assertIn("2 of 3 records", action["name"])

    def test_what_could_close_the_gap_is_what_the_linker_may_read(self):
        seen = self._contact(4, ref="gap")
        self._contact(70, ref="gap", name=HIDDEN)
        key_result = self._mine(HIT)
        for login in ("sales_lead", "okr_admin"):
            with self.subTest(login):
                own = key_result.with_user(self.users[login])
                action = own.action_open_gap()
                self.assertIn("1 of 1 records", action["name"])
                self.assertEqual(self.env["res.partner"].search(action["domain"]), seen)
        key_result = self._mine(HIT, kpi_filter=False)
        self.assertIn("1 of 2 records", key_result.action_open_gap()["name"])

    def test_what_changed_is_what_the_linker_may_read(self):
        """Where too many were counted to remember which."""
        seen = self._contact(4)
        hidden = self._contact(70, name=HIDDEN)
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._mine(HIT, kpi_filter="[('color', '>', 0)]")
        key_result.checkin_ids.sudo().kpi_record_ids = False
        self._set_columns(key_result.checkin_ids.sudo(), create_date="2026-03-10")
        seen.color = 9
        hidden.color = 90
        self._set_columns(seen | hidden, write_date="2026-03-12")
        key_result.action_refresh_kpi()
        self.assertIn("now 9", key_result.kpi_restated)
        self.assertEqual(key_result.kpi_restated_count, 1)
        action = key_result.action_open_restated_records()
        self.assertIn("1 of 1 records", action["name"])
        self.assertEqual(self.env["res.partner"].search(action["domain"]), seen)

    def test_a_refresh_notes_what_may_be_read_no_more(self):
        """Nothing in the records tells that."""
        contact = self._contact(4, city="Hanoi")
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        key_result.sudo()._refresh_kpis()
        self.assertEqual(key_result.current_value, 4.0)
        self._hide("res.partner", f"('id', '!=', {contact.id})")
        key_result.sudo()._refresh_kpis()
        self.assertEqual(key_result.current_value, 0.0)

    # --- WHO SET IT ---

    def test_an_archived_linker_is_an_error_of_the_source(self):
        self._contact(4, city="Hanoi")
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        plain = self._mine(HIT, kpi_filter=False)
        self.lead.active = False
        self._contact(6, city="Hanoi")
        (key_result | plain).sudo()._refresh_kpis()
        self.assertIn(f"{self.lead.name}, who is archived", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 4.0)
        self.assertFalse(plain.kpi_error)
        self.assertEqual(plain.current_value, 10.0)
        self.assertFalse(key_result.with_user(self.okr_admin).kpi_filter_note)
        with self.assertRaisesRegex(UserError, "archived"):
            key_result.with_user(self.okr_admin).action_open_kpi_records()

    def test_a_linker_who_is_gone_is_an_error_of_the_source(self):
        self._contact(4, city="Hanoi")
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        key_result.sudo().kpi_filter_by_id = False
        self._contact(6, city="Hanoi")
        key_result.sudo()._refresh_kpis()
        self.assertIn("set the filter is gone", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 4.0)
        # Linked again, with the filter, it answers.
        key_result.kpi_scope = "company"
        self.assertIn("set the filter is gone", key_result.kpi_error)
        key_result.kpi_filter = key_result.kpi_filter
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 10.0)

    def test_a_linker_who_left_the_company_is_an_error_of_the_source(self):
        self._contact(4, city="Hanoi")
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        self.lead.write(
            {
                "company_ids": [(6, 0, self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        key_result.sudo()._refresh_kpis()
        self.assertIn(f"{self.lead.name}, who set the filter", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 4.0)

    # --- WHAT IS SAID OF IT ---

    def test_how_many_records_a_filter_sees_is_said(self):
        self._contact(4, city="Hanoi")
        self._contact(5, city="Hue")
        self._contact(70, city="Hanoi", name=HIDDEN)
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        person = self.lead.name
        said = f"Of the 3 records 2 are visible to {person}, who set the filter."
        for login in ("sales_lead", "okr_admin"):
            own = key_result.with_user(self.users[login])
            self.assertEqual(own.kpi_filter_note, said)
        # It is the same whatever the filter asks for.
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Saigon')]")
        self.assertEqual(key_result.kpi_filter_note, said)
        theirs = self._mine(HIT, "okr_admin", kpi_filter="[('city', '=', 'Hanoi')]")
        self.assertFalse(theirs.kpi_filter_note)
        form = Form(key_result.with_user(self.lead))
        self.assertEqual(form.kpi_filter_note, said)

    def test_one_record_and_none_are_said_as_people_say_them(self):
        self._contact(70, name=HIDDEN)
        key_result = self._mine(HIT, kpi_filter="[('city', '=', 'Hanoi')]")
        self.assertIn("The one record is not visible", key_result.kpi_filter_note)
        self._contact(7, name=HIDDEN)
        key_result.invalidate_recordset()
        self.assertIn("None of the 2 records is", key_result.kpi_filter_note)

    def test_of_a_ratio_the_records_above_are_said(self):
        self._contact(4)
        self._contact(70, name=HIDDEN)
        ratio = self.env["okr.kpi"].create(
            {
                "name": "Rate",
                "code": "test.rate",
                "source": "ratio",
                "numerator_id": self.kpi.id,
                "denominator_id": self._define("test.below").id,
                "run_as_id": self.admin.id,
            }
        )
        key_result = self._mine(HIT, kpi_id=ratio.id, kpi_filter="[('color', '>', 0)]")
        self.assertEqual(key_result.current_value, 1.0)
        self.assertIn("Of the 2 records one is ", key_result.kpi_filter_note)

    def test_without_a_filter_nothing_is_asked(self):
        key_result = self._mine(HIT, kpi_filter=False)
        key_result.mapped("kpi_filter")
        with recorded_queries(self.env) as queries:
            self.assertFalse(key_result.kpi_filter_note)
        self.assertFalse([query for query in queries if "COUNT(*)" in query])

    # --- WHO ELSE CHANGES THE LINK ---

    def test_whoever_changes_something_else_does_not_take_over_the_filter(self):
        """It would see with their eyes what somebody else wrote."""
        contacts = self._tagged_contacts()
        key_results = {letters: self._mine(letters) for letters in (HIT, MISS)}
        for values in (
            {"kpi_date_start": "2026-01-06"},
            {"kpi_scope": "company"},
            {"kpi_date_end": "2026-04-04"},
            {"kpi_window": "cycle"},
        ):
            for letters, key_result in key_results.items():
                theirs = key_result.with_user(self.okr_admin)
                self.objective.member_ids |= self.okr_admin
                # A form may send again what stands there.
                theirs.write({**values, "kpi_filter": self._asks(letters)})
                self.assertEqual(key_result.kpi_filter_by_id, self.lead)
            self._told_alike(lambda letters: key_results[letters].current_value)
        theirs.kpi_filter = "[('color', '>', 0)]"
        self.assertEqual(key_result.kpi_filter_by_id, self.okr_admin)
        theirs.kpi_filter = False
        self.assertFalse(key_result.kpi_filter_by_id)
        self.assertTrue(contacts)

    def test_nobody_names_whose_filter_it_is(self):
        with self.assertRaises(AccessError):
            self._mine(HIT, kpi_filter_by_id=self.okr_admin.id)
        with self.assertRaises(AccessError):
            self._mine(HIT).kpi_filter_by_id = self.okr_admin

    # --- FIELDS ---

    def test_what_is_counted_of_one_record_is_the_filters_to_read(self):
        """The sum of a field that is not theirs, of a single record, is that field."""
        field = self.env["res.partner"]._fields["color"]
        contact = self._contact(70)
        key_result = self._mine(HIT, kpi_filter=f"[('id', '=', {contact.id})]")
        self.assertEqual(key_result.current_value, 70.0)
        self.patch(field, "groups", "okr_module.group_okr_manager")
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._mine(HIT, kpi_filter=f"[('id', 'in', [{contact.id}])]")
        preview = self.kpi.with_user(self.lead)._preview_for(
            key_result, "company", extra=[("id", "=", contact.id)]
        )
        self.assertIn("may not read", preview["error"])
        self.assertIsNone(preview["value"])
        contact.color = 71
        self.env.flush_all()
        key_result.sudo()._refresh_kpis()
        self.assertIn(f"{self.lead.name}, who set the filter", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 70.0)
        # All of them together are what the KPI is there to tell.
        whole = self._mine(HIT, kpi_filter=False)
        self.assertEqual(whole.current_value, 71.0)
        # Nor does whether a record is counted tell what the definition looks at.
        self.kpi.write({"domain": "[('color', '=', 71)]", "aggregate": "count"})
        self.kpi.measure_field_id = False
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._mine(HIT, kpi_filter=f"[('id', '=', {contact.id})]")

    # --- WHAT IT FITTED GOES ---

    def test_a_filter_that_fits_no_more_is_a_source_that_fails(self):
        """Whatever became of definition or field: a sentence, and the value stays."""
        key_result = self._link(
            self.kpi.code, kpi_filter="[('type', '=', 'contact')]", start_value=0.0
        )
        self._contact(5, type="contact")
        self._contact(5, type="invoice")
        key_result.action_refresh_kpi()
        self.assertEqual((key_result.kpi_error, key_result.current_value), (False, 5.0))
        fits = key_result.kpi_filter
        users = {
            "model_id": self.env["ir.model"]._get_id("res.users"),
            "model_name": "res.users",
        }
        contacts = {
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "model_name": "res.partner",
        }
        for columns, asked, said in (
            ({}, "[('gone_with_its_app', '=', 1)]", "There is no gone_with_its_app"),
            ({}, "[('user_id.gone', 'ilike', 'a')]", "There is no user_id.gone"),
            ({}, "[('type', '=', 'no more')]", "no more is no value of"),
            ({}, "[('color', '=', 'red')]", "red is no value of"),
            ({"source": "digest"}, fits, "nothing can be filtered"),
            ({"source": "pushed"}, fits, "nothing can be filtered"),
            (users, "[('customer_rank_gone', '=', 1)]", "There is no customer_rank"),
        ):
            with self.subTest(columns=columns, asked=asked):
                self._set_columns(self.kpi, **columns)
                self._set_columns(key_result, kpi_filter=asked)
                key_result.action_refresh_kpi()
                self.assertIn("Its filter does not fit any more", key_result.kpi_error)
                self.assertIn(said, key_result.kpi_error)
                self.assertEqual(key_result.kpi_mark, "KPI does not answer")
                self.assertEqual(key_result.current_value, 5.0)
                self.assertIn(self.kpi, self.kpi.search([("is_failing", "=", True)]))
                for ask in ("action_open_kpi_records", "action_backfill_history"):
                    with self.assertRaisesRegex(UserError, "does not fit any more"):
                        getattr(key_result, ask)()
                # The form can be read
                key_result.with_user(self.lead).web_read(
                    {"kpi_filter_note": {}, "kpi_overlap": {}, "kpi_error_note": {}}
                )
                self._set_columns(self.kpi, source="records", **contacts)
        self._set_columns(key_result, kpi_filter=fits)
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)
