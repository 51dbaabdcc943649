from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .reminder_common import ReminderCommon


@tagged("post_install", "-at_install")
class TestReminderLetter(ReminderCommon):
    """On the first working day of the week, to owners and to those who lead them."""

    def test_letter(self):
        key_result = self._start(key_results=[{"name": "Orders"}]).key_result_ids
        with freeze_time("2026-01-08 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(
                5, help_needed=True, blocker="A second car"
            )
        rows = self._send("2026-01-12 09:00:00")
        letters = {row.user_id.login: row for row in rows if row.kind == "letter"}
        self.assertIn("seller", letters)
        self.assertIn("north_lead", letters)
        # Whoever owns nothing and leads nobody has none
        self.assertNotIn("developer", letters)
        own = self._mails(letters["seller"]).body_html
        for words in ("Orders", "0 → 5", "A second car", "Due this week", "Jan 16"):
            self.assertIn(words, own)
        theirs = self._mails(letters["north_lead"]).body_html
        self.assertIn("A second car", theirs)
        self.assertNotIn("Did not check in", theirs)
        self.assertFalse(self._send("2026-01-13 09:00:00"))

    def test_silent_people_are_named_to_their_manager(self):
        self._start()
        rows = self._send("2026-01-12 09:00:00")
        letter = rows.filtered(
            lambda r: r.kind == "letter" and r.user_id == self.users["north_lead"]
        )
        self.assertIn("Did not check in", self._mails(letter).body_html)

    def test_private_objectives_stay_so(self):
        self._start(
            owner="developer",
            name="Hidden",
            visibility="private",
            key_results=[{"name": "Secret number", "user_id": self.users["seller"].id}],
        )
        rows = self._send("2026-01-12 09:00:00")
        for row in rows.filtered(lambda r: r.user_id == self.users["north_lead"]):
            self.assertNotIn("Secret number", self._mails(row).body_html)

    def test_switched_off(self):
        self._start()
        self.company.okr_send_letter = False
        rows = self._send("2026-01-12 09:00:00")
        self.assertNotIn("letter", rows.mapped("kind"))
