from collections import Counter

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..query_common import recorded_queries
from .reminder_common import ReminderCommon

DAYS = ("2026-01-09", "2026-01-12", "2026-01-13")


@tagged("post_install", "-at_install")
class TestReminderCost(ReminderCommon):
    """The hourly job asks the database by batches, not by people."""

    def _more(self, first, count):
        """Add people with an objective of two key results each, started in time."""
        names = [f"clerk{number}" for number in range(first, first + count)]
        self._add_people(*((name, "north_lead", "Sales North") for name in names))
        for name in names:
            self.users[name].write({"email": f"{name}@example.com", "tz": "UTC"})
        with freeze_time("2026-01-05 08:00:00"):
            objectives = self.env["okr.objective"].create(
                [
                    {
                        "name": f"Goal of {name}",
                        "cycle_id": self.cycle.id,
                        "company_id": self.company.id,
                        "user_id": self.users[name].id,
                        "key_result_ids": [
                            Command.create({"name": "Visits"}),
                            Command.create({"name": "Offers"}),
                        ],
                    }
                    for name in names
                ]
            )
            objectives.action_activate()

    def _cost(self):
        """Return ``{day: (mails, queries, what was asked how often)}``, rolled back."""
        cost = {}
        with self.env.cr.savepoint() as savepoint:
            for day in DAYS:
                with recorded_queries(self.env) as queries:
                    rows = self._send(f"{day} 09:00:00")
                kinds = Counter(" ".join(query.split())[:160] for query in queries)
                cost[day] = (len(rows), len(queries), kinds)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return cost

    def test_by_batches(self):
        self._more(0, 10)
        few = self._cost()
        self._more(10, 30)
        many = self._cost()
        for day in DAYS:
            with self.subTest(day=day):
                self.assertGreaterEqual(many[day][0], few[day][0] + 30)
                more = many[day][1] - few[day][1]
                # Thirty people more, and less than a query for each three of them
                grown = many[day][2] - few[day][2]
                self.assertLessEqual(more, 10, grown.most_common(8))
