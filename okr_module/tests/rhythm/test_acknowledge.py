from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestAcknowledge(TestOkrAccessCommon):
    """Whoever leads the author says with one click that they read a check-in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective("seller")
        cls.objective.action_activate()
        cls.key_result = cls.objective.key_result_ids

    def setUp(self):
        super().setUp()
        self._as("seller", self.key_result).check_in(7, note="Two fairs.")
        self.checkin = self.key_result.checkin_ids

    def _said(self, login):
        team = self._as(login, self.env["okr.engagement"]).get_team()
        rows = {group["key"]: group["rows"] for group in team["groups"]}
        return [row["res_id"] for row in rows["said"]]

    def test_one_click(self):
        mails = self.env["mail.mail"].search_count([])
        self.assertEqual(self._said("north_lead"), self.checkin.ids)
        self.assertTrue(self._as("north_lead", self.checkin).can_acknowledge)
        self._as("north_lead", self.checkin).action_acknowledge()
        mine = self._as("seller", self.checkin)
        self.assertEqual(mine.acknowledged_by_id, self.users["north_lead"])
        self.assertTrue(mine.date_acknowledged)
        said = self._as("seller", self.objective).message_ids[0]
        self.assertIn("has seen", said.body)
        self.assertEqual(said.author_id, self.users["north_lead"].partner_id)
        self.assertFalse(said.notified_partner_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(self._said("north_lead"))

    def test_whoever_was_first_stays(self):
        self._as("north_lead", self.checkin).action_acknowledge()
        self._as("ceo", self.checkin).action_acknowledge()
        self.assertEqual(self.checkin.acknowledged_by_id, self.users["north_lead"])

    def test_who_must_not(self):
        for login in ("seller", "developer", "product_lead", "hr_officer", "okr_admin"):
            self.assertFalse(self._as(login, self.checkin).can_acknowledge, login)
            with self.assertRaises(AccessError, msg=login):
                self._as(login, self.checkin).action_acknowledge()
        for name, value in (
            ("acknowledged_by_id", self.users["seller"].id),
            ("date_acknowledged", "2026-02-10 12:00:00"),
        ):
            with self.assertRaises(AccessError):
                self._as("seller", self.checkin).write({name: value})

    def test_only_who_reports_directly_is_shown(self):
        self.assertFalse(self._said("ceo"))
        self.assertFalse(self._said("product_lead"))

    def test_nothing_of_what_a_machine_wrote(self):
        machine = self.checkin.create(
            {"key_result_id": self.key_result.id, "value": 9, "source": "import"}
        )
        self.assertFalse(self._as("north_lead", machine).can_acknowledge)

    def test_a_closed_cycle_is_left_as_it_is(self):
        self.cycle.state = "closed"
        self.assertFalse(self._as("north_lead", self.checkin).can_acknowledge)
        self._as("north_lead", self.checkin).action_acknowledge()
        self.assertFalse(self.checkin.acknowledged_by_id)
