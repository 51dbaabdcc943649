"""Help requests in the story of a year: who is asked, how long, what is said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from .year_story import YearStory

KINDS = ("resources", "priority", "scope", "other")


@dataclass
class Call:
    """A help request, as the rules want it."""

    asker: object
    #: who is asked; None where nobody above may be
    asked: object
    since: datetime
    state: str = "open"
    kind: str | None = None
    until: datetime | None = None

    def hours(self):
        return Fraction((self.until - self.since).total_seconds()) / 3600


class YearHelp(YearStory):
    """People ask aloud, managers answer, and what nobody needs any more lapses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        #: calls by key result, oldest first
        cls.calls = {}
        cls.help_activity = cls.env.ref("okr_module.mail_activity_help")

    def _check_in(self, user, company, key_results, in_review=False):
        told = {kr: len(self.measures[kr].said) for kr in key_results}
        result = super()._check_in(user, company, key_results, in_review)
        for key_result, before in told.items():
            measure = self.measures[key_result]
            for said in measure.said[before:]:
                # What is told of an earlier day asks for nothing today
                latest = measure.history()[-1] is said
                if said.record.help_needed and latest:
                    self._note_call(user, key_result)
        return result

    def _note_call(self, asker, key_result):
        calls = self.calls.setdefault(key_result, [])
        if calls and calls[-1].state == "open":
            return
        calls.append(
            Call(asker, self._whom_to_ask(asker, key_result), datetime.now(UTC))
        )

    def _whom_to_ask(self, asker, key_result):
        """Return the lead of the team; leads and the administrator have others."""
        if asker == self.admin:
            # The administrator is an employee of the first company only
            home = key_result.company_id == self.company
            return self.users["ceo"] if home else None
        lead = self.teams[self.people[asker]][0]
        return lead if lead != asker else None

    def _answer_calls(self):
        """Let some of those who are asked answer, and some who ask take it back."""
        for key_result, calls in self.calls.items():
            call = calls[-1]
            if call.state != "open" or self.random.random() < 0.4:
                continue
            record = key_result.help_request_ids.filtered(lambda c: c.state == "open")
            if call.asked:
                call.kind = self.random.choice(KINDS)
                self._of(call.asked, record).action_answer(call.kind, "Two weeks more.")
            else:
                self._of(call.asker, record).action_withdraw()
            self._end(call, "answered" if call.asked else "withdrawn")

    def _end(self, call, state):
        if call.state == "open":
            call.state, call.until = state, datetime.now(UTC)

    def _lapse(self, key_results):
        for key_result in key_results:
            for call in self.calls.get(key_result, ()):
                self._end(call, "withdrawn")

    def _drop(self, key_result):
        result = super()._drop(key_result)
        self._lapse(key_result)
        return result

    def _drop_goal(self, objective):
        result = super()._drop_goal(objective)
        self._lapse(objective.key_result_ids)
        return result

    def _assert_calls(self, when):
        """Assert that each call was made once, of the right one, with its clock."""
        key_results = self.env["okr.key.result"].union(*self.calls)
        waiting = dict(
            self.env["mail.activity"]._read_group(
                [
                    ("res_model", "=", "okr.key.result"),
                    ("res_id", "in", key_results.ids),
                    ("activity_type_id", "=", self.help_activity.id),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for key_result in key_results:
            calls = self.calls[key_result]
            where = f"{when}: {key_result.name}"
            records = key_result.help_request_ids.sorted("id")
            self.assertEqual(len(records), len(calls), where)
            for record, call in zip(records, calls, strict=True):
                self.assertEqual(record.state, call.state, where)
                self.assertEqual(record.asked_by_id, call.asker, where)
                asked = call.asked or self.env["res.users"]
                self.assertEqual(record.manager_id, asked, where)
                self.assertEqual(record.answer_kind or None, call.kind, where)
                if call.kind:
                    hours = float(call.hours())
                    self.assertAlmostEqual(record.hours_to_answer, hours, 7, where)
            is_open = calls[-1].state == "open"
            self.assertEqual(key_result.help_needed, is_open, where)
            expected = int(is_open and bool(calls[-1].asked))
            self.assertEqual(waiting.get(key_result.id, 0), expected, where)

    def _assert_all_equal(self, when):
        result = super()._assert_all_equal(when)
        self._assert_calls(when)
        wanted = {kr for kr, calls in self.calls.items() if calls[-1].state == "open"}
        found = self.env["okr.key.result"].search(
            [("help_needed", "=", True), ("id", "in", [kr.id for kr in self.measures])]
        )
        self.assertEqual(set(found), wanted, when)
        return result
