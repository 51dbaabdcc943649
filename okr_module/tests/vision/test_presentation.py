from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestPresentation(TestOkrFigures):
    """The company's direction before all hands, and what is asked about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.vision = cls.env["okr.vision"].create(
            {
                "name": "Every ship comes home",
                "company_id": cls.company.id,
                "pillar_ids": [(0, 0, {"name": "Light that never fails"})],
            }
        )
        cls.objective = cls._running(
            "ceo",
            name="Known on both banks",
            level="company",
            description="<p>Ships that see us come to us.</p>",
            pillar_id=cls.vision.pillar_ids.id,
        )

    def _data(self, login="seller"):
        return self.env["okr.vision"].with_user(self.users[login]).get_presentation()

    def _as(self, login):
        return self.objective.with_user(self.users[login])

    def test_its_pages(self):
        """Vision, pillars, a page for each company objective with its why."""
        self._running("seller", name="Not of the company")
        data = self._data()
        self.assertEqual(data["vision"]["name"], "Every ship comes home")
        self.assertEqual(
            [row["name"] for row in data["pillars"]], ["Light that never fails"]
        )
        (page,) = data["objectives"]
        self.assertEqual(page["name"], "Known on both banks")
        self.assertIn("Ships that see us", page["why"])
        self.assertEqual(page["pillar"], "Light that never fails")
        self.assertEqual(len(page["key_results"]), 1)

    def test_no_data_is_no_0(self):
        """Of what nobody has spoken, there is no progress to present."""
        with at("2026-01-05"):
            (page,) = self._data()["objectives"]
            self.assertEqual(page["status"], "no_data")
            self.assertFalse(page["is_measured"])
            self.objective.key_result_ids.check_in(40)
            (page,) = self._data()["objectives"]
            self.assertTrue(page["is_measured"])

    def test_without_a_vision_it_says_so(self):
        """No vision is nothing: an empty list would be shown as an empty page."""
        self.objective.pillar_id = False
        self.vision.unlink()
        self.assertIs(self._data()["vision"], False)

    def test_no_page_of_what_is_hidden(self):
        """A private objective has no page for those who may not read it."""
        self._running(
            "ceo", name="Sell the tower", level="company", visibility="private"
        )
        self.assertNotIn("Sell the tower", str(self._data()))
        self.assertIn("Sell the tower", str(self._data("okr_admin")))

    def test_asked_and_answered_on_record(self):
        """A question has a name, its answer too, and both are in the discussion."""
        with at("2026-01-20"):
            self._as("seller").ask_question(" Why <b>both</b> banks? ")
            (question,) = self._data()["objectives"][0]["questions"]
            self.assertEqual(question["body"], "Why <b>both</b> banks?")
            self.assertEqual(question["author"], self.users["seller"].name)
            self._as("ceo").answer_question(question["id"], "There are two.")
        (question,) = self._data("developer")["objectives"][0]["questions"]
        self.assertEqual(
            question["answers"],
            [{"body": "There are two.", "author": self.users["ceo"].name}],
        )
        said = " ".join(self.objective.message_ids.mapped("body"))
        self.assertIn("There are two.", said)
        self.assertNotIn("<b>", said)

    def test_of_all_that_was_said_questions_alone_are_read(self):
        """The presentation does not grow with the discussions behind it."""
        objective = self._as("seller")
        objective.ask_question("Why?")
        (question,) = self._data()["objectives"][0]["questions"]
        self._as("ceo").answer_question(question["id"], "Because.")
        for word in ["Well done"] * 5:
            objective.message_post(body=word, message_type="comment")
        self.env.flush_all()
        self.env.invalidate_all()
        (question,) = objective.get_questions()[objective.id]
        self.assertEqual(len(question["answers"]), 1)
        body = self.env["mail.message"]._fields["body"]
        self.assertEqual(len(body._get_cache(objective.env)), 2)

    def test_asked_without_a_name(self):
        """What is left anonymously is asked without a name, and answered by one."""
        self.assertTrue(self._data()["objectives"][0]["can_be_anonymous"])
        self._as("seller").leave_feedback("Who pays for it?")
        (question,) = self._data("developer")["objectives"][0]["questions"]
        self.assertEqual(question["body"], "Who pays for it?")
        self.assertEqual(question["author"], "Anonymous")
        self.assertNotIn(self.users["seller"].name, str(question))
        feedback = self._as("ceo").feedback_ids
        feedback.reply = "We all do."
        (question,) = self._data("developer")["objectives"][0]["questions"]
        self.assertEqual(
            question["answers"],
            [{"body": "We all do.", "author": self.users["ceo"].name}],
        )
        self.company.okr_feedback_enabled = False
        self.assertFalse(self._data()["objectives"][0]["can_be_anonymous"])

    def test_who_may_not(self):
        """Who cannot edit does not answer; who cannot read does not ask."""
        self._as("seller").ask_question("Why?")
        (question,) = self._data()["objectives"][0]["questions"]
        with self.assertRaises(AccessError):
            self._as("developer").answer_question(question["id"], "Because.")
        hidden = self._running("ceo", name="Sell the tower", visibility="private")
        with self.assertRaises(AccessError):
            hidden.with_user(self.users["seller"]).ask_question("Why?")
        with self.assertRaises(AccessError):
            hidden.with_user(self.users["seller"]).get_questions()
        with self.assertRaises(AccessError):
            self._data("portal")

    def test_what_is_no_question(self):
        """Nothing said, too much said, an answer to nothing."""
        for words in ("", "  ", None, "x" * 2001):
            with self.assertRaises(UserError):
                self._as("seller").ask_question(words)
        with self.assertRaises(UserError):
            self._as("ceo").answer_question(0, "Because.")

    def test_what_was_learned_ends_it(self):
        """Learnings of company objectives come last, each with its name."""
        self.objective.retro_learned = "Ask the captains first."
        (learned,) = self._data()["learnings"]
        self.assertEqual(learned["learned"], "Ask the captains first.")
        self.assertEqual(learned["name"], "Known on both banks")
