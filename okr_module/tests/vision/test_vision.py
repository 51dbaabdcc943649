from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import PEOPLE, SECRET, TestOkrAccessCommon

READERS = set(PEOPLE) - {"stranger", "portal", "public"}


class TestVisionCommon(TestOkrAccessCommon):
    """A vision of two pillars, as the company has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vision = cls._vision("A light on every coast")
        cls.quality, cls.people = cls.vision.pillar_ids

    @classmethod
    def _vision(cls, name, company=None, pillars=("Quality", "People"), **values):
        return cls.env["okr.vision"].create(
            {
                "name": name,
                "company_id": (company or cls.company).id,
                "pillar_ids": [Command.create({"name": pillar}) for pillar in pillars],
                **values,
            }
        )

    @classmethod
    def _company_objective(cls, pillar=None, value=None, **values):
        """Create a company objective that runs, with a value where one is given."""
        objective = cls._objective(
            "ceo",
            level="company",
            pillar_id=(pillar or cls.quality).id,
            **values,
        )
        # From the first day on: begun today, nothing would be said of it yet
        with freeze_time("2026-01-05 12:00:00"):
            objective.action_activate()
        if value is not None:
            objective.key_result_ids.check_in(value)
        return objective


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestVision(TestVisionCommon):
    """One light at a time, and what a company objective stands on."""

    # --- ONE LIVING VISION ---

    def test_a_new_vision_takes_the_place_of_the_living_one(self):
        second = self._vision("Every harbour safe")
        self.assertFalse(self.vision.active)
        self.assertTrue(second.active)
        self.assertIn("takes its place", self.vision.message_ids[:1].body)
        self.assertTrue(self.quality.exists())

    def test_taking_an_old_vision_up_again_archives_the_other(self):
        second = self._vision("Every harbour safe")
        self.vision.active = True
        self.assertFalse(second.active)

    def test_the_form_says_what_it_replaces(self):
        form = Form(self.env["okr.vision"].with_user(self.users["okr_admin"]))
        self.assertEqual(form.replaces_id, self.vision)
        form.name = "Every harbour safe"
        form.horizon = 2040
        second = form.save()
        self.assertEqual(second.company_id, self.company)
        self.assertFalse(self.vision.active)
        self.assertFalse(second.replaces_id)

    def test_visions_of_two_companies_do_not_meet(self):
        both = self.company | self.other_company
        other = self.env["okr.vision"].with_context(allowed_company_ids=both.ids)
        other = other.create({"name": "Theirs", "company_id": self.other_company.id})
        self.assertTrue(self.vision.active)
        self.assertTrue(other.active)

    def test_two_at_once_for_one_company_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "one at a time"):
            self.env["okr.vision"].create(
                [{"name": name, "company_id": self.company.id} for name in "ab"]
            )
        archived = self.env["okr.vision"].create(
            [{"name": name, "active": False} for name in "ab"]
        )
        with self.assertRaisesRegex(ValidationError, "one at a time"):
            archived.write({"active": True})
        self.assertTrue(self.vision.active)

    @mute_logger("odoo.sql_db")
    def test_the_database_holds_it_too(self):
        """Two who save at the same moment: the second is told."""
        second = self._vision("Every harbour safe", active=False)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE okr_vision SET active = TRUE WHERE id = %s", (second.id,)
            )

    def test_a_copy_waits(self):
        copy = self.vision.copy()
        self.assertFalse(copy.active)
        self.assertTrue(self.vision.active)
        self.assertEqual(copy.pillar_ids.mapped("name"), ["Quality", "People"])

    def test_entries(self):
        for vals in ({"name": " "}, {"horizon": 35}, {"horizon": "soon"}):
            with self.assertRaises(ValidationError, msg=vals):
                self.vision.write(vals)
        with self.assertRaises(ValidationError):
            self.quality.name = ""
        self.vision.horizon = 2035
        self.vision.horizon = False

    # --- THE PAGE ---

    def test_smart_buttons(self):
        objective = self._company_objective()
        action = self.vision.action_open_objectives()
        self.assertEqual(self.env["okr.objective"].search(action["domain"]), objective)
        action = self.people.action_open_objectives()
        self.assertFalse(self.env["okr.objective"].search(action["domain"]))
        self.assertEqual(action["context"]["default_pillar_id"], self.people.id)

    # --- WHICH OBJECTIVES STAND ON A PILLAR ---

    def test_only_company_objectives(self):
        for level in ("department", "individual"):
            with self.assertRaisesRegex(ValidationError, "no company objective"):
                self._objective(level=level, pillar_id=self.quality.id)

    def test_level_changes(self):
        objective = self._company_objective()
        objective.level = "individual"
        self.assertFalse(objective.pillar_id)
        self.assertFalse(objective.served_pillar_id)
        with self.assertRaisesRegex(ValidationError, "no company objective"):
            objective.pillar_id = self.quality
        objective.write({"level": "company", "pillar_id": self.people.id})
        self.assertEqual(objective.pillar_id, self.people)

    def test_form_clears_the_pillar_with_the_level(self):
        objective = self._objective("ceo", level="company", pillar_id=self.quality.id)
        form = Form(objective.with_user(self.users["okr_admin"]))
        self.assertEqual(form.pillar_id, self.quality)
        form.level = "individual"
        self.assertFalse(form.pillar_id)

    def test_pillar_of_another_company(self):
        both = self.company | self.other_company
        theirs = (
            self.env["okr.vision"]
            .with_context(allowed_company_ids=both.ids)
            .create(
                {
                    "name": "Theirs",
                    "company_id": self.other_company.id,
                    "pillar_ids": [Command.create({"name": "Their pillar"})],
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "another company"):
            self._company_objective(theirs.pillar_ids)
        self._company_objective()
        with (
            self.assertRaisesRegex(ValidationError, "cannot be moved"),
            self.env.cr.savepoint(),
        ):
            self.quality.vision_id = theirs
        self.env.invalidate_all(flush=False)
        with self.assertRaisesRegex(ValidationError, "cannot be moved"):
            self.vision.company_id = self.env["res.company"].create({"name": "Third"})

    def test_a_pillar_with_objectives_stays_on_record(self):
        objective = self._company_objective()
        for record in (self.quality, self.vision):
            with self.assertRaisesRegex(UserError, "stays on record"):
                record.unlink()
        self.quality.active = False
        self.assertEqual(objective.pillar_id, self.quality)
        self.people.unlink()

    def test_closed_cycle_keeps_its_pillar(self):
        objective = self._company_objective()
        self.cycle.action_close()
        with self.assertRaises(UserError):
            objective.pillar_id = self.people

    def test_copy_keeps_the_pillar(self):
        self.assertEqual(self._company_objective().copy().pillar_id, self.quality)

    # --- FOLLOWED DOWN THE ALIGNMENT ---

    def test_served_pillar_is_followed_down(self):
        top = self._company_objective()
        middle = self._objective("sales_lead", parent_id=top.id)
        low = self._objective("seller", parent_id=middle.id)
        alone = self._objective("seller")
        self.assertEqual((top | middle | low).served_pillar_id, self.quality)
        self.assertFalse(alone.served_pillar_id)
        top.pillar_id = self.people
        self.assertEqual(low.served_pillar_id, self.people)
        middle.parent_id = False
        self.assertFalse(low.served_pillar_id)
        groups = dict(
            self.env["okr.objective"]._read_group(
                [("id", "in", (top | middle | low).ids)],
                ["served_pillar_id"],
                ["__count"],
            )
        )
        self.assertEqual(groups[self.people], 1)

    def test_a_hidden_objective_passes_nothing_on(self):
        top = self._company_objective(visibility="private")
        low = self._objective("seller", parent_id=top.id)
        self.assertEqual(top.served_pillar_id, self.quality)
        self.assertFalse(low.served_pillar_id)
        top.visibility = "company"
        self.assertEqual(low.served_pillar_id, self.quality)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestPillarFigures(TestVisionCommon):
    """What a pillar says about its objectives, and what it must not."""

    def test_progress_is_the_mean_of_what_runs(self):
        self.assertFalse(self.quality.is_measured)
        self.assertEqual(self.quality.status, "no_data")
        behind = self._company_objective(value=20)
        self._company_objective(value=80)
        self.assertTrue(self.quality.is_measured)
        self.assertAlmostEqual(self.quality.progress, 0.5)
        self.assertAlmostEqual(self.quality.expected_progress, behind.expected_progress)
        self.assertEqual(behind.status, "off_track")
        self.assertEqual(self.quality.status, "off_track")
        self.assertFalse(self.people.is_measured)
        self.assertEqual(self.people.progress, 0)

    def test_what_does_not_count(self):
        self._company_objective(value=40)
        self._objective("ceo", level="company", pillar_id=self.quality.id)
        dropped = self._company_objective(value=100)
        dropped.action_cancel("Another year")
        unmeasured = self._company_objective(value=100)
        unmeasured.write({"rollup": "aligned", "change_reason": "Theirs"})
        self.assertFalse(unmeasured.is_measured)
        for visibility in ("private", "department"):
            self._company_objective(
                value=100,
                visibility=visibility,
                department_id=self.departments["Board"].id,
            )
        for login in ("ceo", "developer", "okr_admin"):
            pillar = self._as(login, self.quality)
            self.assertAlmostEqual(pillar.progress, 0.4, msg=login)

    def test_what_is_closed_is_history(self):
        self._company_objective(value=40)
        self.cycle.action_close()
        self.quality.invalidate_recordset()
        self.assertFalse(self.quality.is_measured)
        self.assertFalse(self.quality.present_objective_ids)
        self.assertEqual(self.quality.objective_count, 1)

    def test_a_new_figure_is_shown_at_once(self):
        objective = self._company_objective(value=40)
        self.assertAlmostEqual(self.quality.progress, 0.4)
        objective.key_result_ids.check_in(50)
        self.assertAlmostEqual(self.quality.progress, 0.5)

    def test_counts_and_lines_are_the_readers_own(self):
        shown = self._company_objective(name="Shown")
        hidden = self._company_objective(name=SECRET, visibility="private")
        for login, expected in {
            "developer": shown,
            "hr_officer": shown,
            "ceo": shown | hidden,
            "okr_admin": shown | hidden,
        }.items():
            with self.subTest(login=login):
                pillar = self._as(login, self.quality)
                self.assertEqual(pillar.present_objective_ids.ids, expected.ids)
                self.assertEqual(pillar.objective_count, len(expected))
                vision = self._as(login, self.vision)
                self.assertEqual(vision.objective_count, len(expected))
                rows = pillar.web_read(
                    {
                        "objective_ids": {"fields": {"name": {}}},
                        "present_objective_ids": {"fields": {"name": {}}},
                    }
                )
                self.assertEqual(SECRET in str(rows), hidden in expected)

    def test_unsaved_vision(self):
        """A form that is being filled in asks for figures of what is not saved yet."""
        form = Form(self.env["okr.vision"].with_user(self.users["okr_admin"]))
        form.name = "Every harbour safe"
        with form.pillar_ids.new() as pillar:
            pillar.name = "Safety"
            self.assertFalse(pillar.is_measured)
        self.assertEqual(form.save().pillar_ids.name, "Safety")


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestVisionRights(TestVisionCommon):
    """Everybody in the company reads it; administrators write it."""

    def test_read(self):
        for records in (self.vision, self.quality):
            found = set()
            for person, login in PEOPLE.items():
                model = self._env(login)[records._name]
                try:
                    if records in model.search([]) and self._as(login, records).name:
                        found.add(person)
                except AccessError:
                    continue
            self.assertEqual(found, READERS, records._name)

    def test_write(self):
        for person, login in PEOPLE.items():
            vision = self._as(login, self.vision)
            acts = {
                "write": lambda v=vision: v.write({"name": "Mine"}),
                "archive": lambda v=vision: v.action_archive(),
                "unlink": lambda v=vision: v.unlink(),
                "create": lambda v=vision: v.create(
                    {"name": "Mine", "company_id": self.company.id}
                ),
                "pillar": lambda v=vision: v.env["okr.pillar"].create(
                    {"name": "Mine", "vision_id": v.id}
                ),
                "rename pillar": lambda v=vision: self.quality.with_env(v.env).write(
                    {"name": "Mine"}
                ),
            }
            for name, act in acts.items():
                with self.subTest(person=person, act=name):
                    self.assertEqual(self._refused(act), person != "administrator")

    def test_administrator_of_elsewhere(self):
        self.users["stranger"].group_ids += self.env.ref("okr_module.group_okr_manager")
        vision = self._as("stranger", self.vision)
        self.assertTrue(self._refused(lambda: vision.write({"name": "Mine"})))
        self.assertTrue(
            self._refused(
                lambda: vision.create({"name": "Mine", "company_id": self.company.id})
            )
        )
        self.assertTrue(self.vision.active)

    def test_who_points_an_objective_to_a_pillar(self):
        """Whoever may change the company objective, and nobody by an id they guess."""
        objective = self._company_objective()
        for login, allowed in {
            "developer": False,
            "ceo": True,
            "okr_admin": True,
        }.items():
            record = self._as(login, objective)
            refused = self._refused(
                lambda r=record: r.write({"pillar_id": self.people.id})
            )
            self.assertEqual(refused, not allowed, login)

    def test_company_and_figures_are_not_given(self):
        pillar = self._as("okr_admin", self.people)
        self.assertTrue(
            self._refused(lambda: pillar.write({"company_id": self.other_company.id}))
        )
