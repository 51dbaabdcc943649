"""A quarter with a stopped clock, every mail and figure held to a second reckoning.

``OKR_QUARTER=200 ./okr test models -k okr_quarter`` is the long run: a whole quarter
and as many people. The test command takes forty people and the five weeks in which the
clocks change on both sides of the ocean.
"""

import logging
import os
import re
from collections import Counter
from datetime import datetime, time

from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import TransactionCase, freeze_time

from odoo.addons.okr_module.models.mixins.okr_steps_mixin import QUIET

from . import quarter_reckoning as right
from .quarter_story import CLOSED, ONE_DAY, Quarter, may_read

_logger = logging.getLogger(__name__)

PEOPLE = 40
#: hours of the job, in UTC: around nine in both zones, in winter and in summer
RUNS = (7, 8, 13, 14, 22)
NAMES = re.compile(r"(?:KR\d{3}[abc]|OB\d{3})x")
#: how long after the last day something may still be said
AFTER = 6
#: for how many days what a mail asked for is looked at: leave may follow it at once
STANDS = 45


@tagged("post_install", "-at_install", "okr_long")
class TestOkrQuarter(TransactionCase):
    """Two hundred people, holidays, leave, zones, languages, moves, departures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        count = int(os.environ.get("OKR_QUARTER") or 0)
        cls.story = Quarter(count or PEOPLE, short=not count)
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=QUIET,
                mail_create_nolog=True,
                no_reset_password=True,
            )
        )
        for lang in ("fr_FR", "vi_VN"):
            cls.env["res.lang"]._activate_lang(lang)
        with freeze_time(f"{cls.story.first - ONE_DAY} 05:00:00"):
            cls._found()
            cls._hire()
            cls._plan()
        cls.done, cls.escalated, cls.last_mail = Counter(), [], 0

    # --- THE WORLD IN ODOO ---

    @classmethod
    def _found(cls):
        cls.company = cls.env["res.company"].create({"name": "Two Shores"})
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "Five days",
                "company_id": cls.company.id,
                "tz": "Europe/Berlin",
            }
        )
        cls.company.write(
            {"resource_calendar_id": calendar.id, "okr_min_group_size": 1}
        )
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Closed",
                    "company_id": cls.company.id,
                    "calendar_id": calendar.id,
                    # Around the working hours in Berlin, in winter and in summer
                    "date_from": datetime.combine(day - ONE_DAY, time(23)),
                    "date_to": datetime.combine(day, time(21)),
                }
                for day in CLOSED
            ]
        )
        cls.kind = cls.env["hr.leave.type"].create(
            {
                "name": "Holiday",
                "leave_validation_type": "no_validation",
                "requires_allocation": False,
                "company_id": False,
            }
        )

    @classmethod
    def _hire(cls):
        group = cls.env.ref("okr_module.group_okr_user")
        internal = cls.env.ref("base.group_user")
        cls.admin = cls.env["res.users"].create(
            {
                "name": "Harbour master",
                "login": "quarter_admin",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [
                    Command.set(
                        (internal | cls.env.ref("okr_module.group_okr_manager")).ids
                    )
                ],
            }
        )
        cls.users = cls.env["res.users"].create(
            [
                {
                    "name": f"Person {p.number}",
                    "login": f"quarter{p.number}",
                    "email": f"p{p.number}@quarter.example",
                    "tz": p.zone,
                    "lang": p.lang,
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [Command.set((internal | group).ids)],
                }
                for p in cls.story.people
            ]
        )
        cls.number_of = {user: n for n, user in enumerate(cls.users)}
        cls.departments = cls.env["hr.department"]
        for department in cls.story.departments:
            cls.departments |= cls.departments.create(
                {
                    "name": f"Department {department.number}",
                    "company_id": cls.company.id,
                    "parent_id": department.above is not None
                    and cls.departments[department.above].id,
                }
            )
        cls.employees = cls.env["hr.employee"].create(
            [
                {
                    "name": f"Person {p.number}",
                    "user_id": cls.users[p.number].id,
                    "company_id": cls.company.id,
                    "department_id": cls.departments[p.department].id,
                }
                for p in cls.story.people
            ]
        )
        for person in cls.story.people:
            cls._place(person)
        for department in cls.story.departments:
            cls.departments[department.number].manager_id = cls.employees[
                department.manager
            ]
        for person in cls.story.people:
            # Odoo takes the department's manager otherwise
            cls._place(person)
            values = {f"okr_wants_{kind}": False for kind in person.off}
            if person.deputy is not None:
                values["okr_deputy_id"] = cls.users[person.deputy].id
            if values:
                cls.users[person.number].with_user(cls.users[person.number]).write(
                    values
                )

    @classmethod
    def _place(cls, person):
        cls.employees[person.number].parent_id = (
            cls.employees[person.manager].id if person.manager is not None else False
        )

    @classmethod
    def _plan(cls):
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "Quarter",
                "company_id": cls.company.id,
                "date_start": cls.story.first,
                "date_end": cls.story.last,
                "checkin_weekday": "4",
                "grace_days": 2,
            }
        )
        cls.cycle.action_activate()
        top = cls.env["okr.objective"].create(
            {
                "name": "Both shores",
                "level": "company",
                "cycle_id": cls.cycle.id,
                "company_id": cls.company.id,
                "user_id": cls.admin.id,
                "key_result_ids": [Command.create({"name": "Ferries"})],
            }
        )
        cls.records = {}
        for plan in cls.story.objectives:
            objective = cls.env["okr.objective"].create(
                {
                    "name": f"{plan.key} to be reached",
                    "cycle_id": cls.cycle.id,
                    "company_id": cls.company.id,
                    "user_id": cls.users[plan.owner].id,
                    "level": plan.level,
                    "visibility": plan.visibility,
                    "department_id": plan.department is not None
                    and cls.departments[plan.department].id,
                    "parent_id": plan.aligned and top.id,
                    "key_result_ids": [
                        Command.create(
                            {
                                "name": f"{part.key} from 0 to 100",
                                "target_value": part.target,
                                "user_id": cls.users[part.owner].id,
                                "initiative_ids": [
                                    Command.create({"name": "Some work"})
                                ]
                                if plan.has_initiative
                                else [],
                            }
                        )
                        for part in plan.key_results
                    ],
                }
            )
            cls.records[plan.key] = objective
            for part, key_result in zip(
                plan.key_results, objective.key_result_ids, strict=True
            ):
                cls.records[part.key] = key_result
        cls.key_of = {record: key for key, record in cls.records.items()}

    def _as(self, number, record):
        return record.with_env(
            self.env(
                user=self.users[number].id,
                su=False,
                context={"allowed_company_ids": self.company.ids},
            )
        )

    # --- WHAT HAPPENS ---

    def _happens(self, day, what, *who):
        getattr(self, f"_on_{what}")(day, *who)
        self.done[what] += 1

    def _on_start(self, day, plan):
        self.records[plan.key].action_activate()

    def _on_off(self, day, person, first, last):
        self.env["hr.leave"].create(
            {
                "employee_id": self.employees[person.number].id,
                "holiday_status_id": self.kind.id,
                "request_date_from": first,
                "request_date_to": last,
            }
        )

    def _on_move(self, day, person):
        employee = self.employees[person.number]
        employee.department_id = self.departments[person.department]
        self._place(person)

    def _on_leave(self, day, person, archive_user):
        self.employees[person.number].active = False
        if archive_user:
            self.users[person.number].active = False
        asked = self.env["mail.activity"].search(
            [("okr_leaver_id", "=", self.users[person.number].id)]
        )
        found = Counter(self.number_of.get(user) for user in asked.user_id)
        expected = right.who_hands_over(self.story, person)
        self.assertEqual(set(found), set(expected), f"{day}: {person}")
        self.assertEqual(len(asked), len(asked.user_id), "one activity a person")
        self.done["handover activities"] += len(asked)

    def _on_hand_over(self, day, person):
        expected = right.who_hands_over(self.story, person)
        number = next((n for n in expected if n is not None), None)
        if number is None:
            return
        record = self.records[expected[number][0]]
        action = self._as(number, record).action_hand_over()
        dialog = self._as(number, self.env["okr.handover"]).browse(action["res_id"])
        dialog.user_id = self.users[number]
        plans = {plan.key: plan for plan in self.story.objectives}
        for line in dialog.line_ids:
            plan = plans[
                self.key_of[self.records[NAMES.search(line.objective_id.name)[0]]]
            ]
            self.assertTrue(may_read(self.story, self.story.people[number], plan))
        given = [
            NAMES.search((line.key_result_id or line.objective_id).name)[0]
            for line in dialog.line_ids
        ]
        self.assertLessEqual(set(expected[number]), set(given))
        dialog.action_confirm()
        for plan in self.story.objectives:
            if plan.key in given:
                plan.owner = number
            for part in plan.key_results:
                if part.key in given:
                    part.owner = number
                    plan.members.add(number)

    def _on_drop(self, day, plan):
        self.records[plan.key].action_cancel(reason="The ferry sank.")

    def _on_done(self, day, plan):
        self.records[plan.key].action_done()

    def _on_drop_part(self, day, part):
        self.records[part.key].action_cancel(reason="The ferry sank.")

    def _check_in(self, day, hour):
        for _plan, part, said in self.story.check_ins(day, hour):
            self._as(said.author, self.records[part.key]).check_in(
                said.value, confidence=said.confidence
            )
            self.done["check-ins"] += 1

    # --- WHAT IS COMPARED ---

    def _send_and_compare(self, moment, turn):
        """Run the job; compare its mails with what is right at that moment."""
        before = self.env["okr.reminder"].search([], order="id desc", limit=1).id or 0
        self.env["okr.reminder"]._cron_send()
        rows = self.env["okr.reminder"].search([("id", ">", before)])
        rows = rows.filtered(lambda row: row.user_id in self.number_of)
        expected = {}
        for zone, numbers in turn.items():
            day, _hour = right.local(moment, zone)
            expected |= right.mails_of(self.story, day, numbers, self.escalated)
        found = {}
        for row in rows:
            about = self.number_of[row.about_user_id] if row.about_user_id else None
            key = (self.number_of[row.user_id], row.kind, about)
            self.assertNotIn(key, found, "none double")
            names = {self.key_of[kr] for kr in row.key_result_ids}
            found[key] = None if row.kind == "letter" else names
            zone = self.story.people[key[0]].zone
            self.assertEqual(row.date, right.local(moment, zone)[0])
            if about is not None:
                self.escalated.append((key[0], about, row.date))
            self.done[row.kind] += 1
        self._assert_same_mails(found, expected, moment)
        self._compare_texts(rows)

    def _assert_same_mails(self, found, expected, moment):
        """Name the mails that differ; the whole list would not be read."""
        differ = [
            f"{key}: {found.get(key, 'no mail')}, right is {expected.get(key, 'none')}"
            for key in sorted({*found, *expected}, key=str)
            if key not in found or key not in expected or found[key] != expected[key]
        ]
        self.assertFalse(differ, f"{moment} UTC")

    def _compare_texts(self, rows):
        """One mail a person and kind, in their language, naming what they may read."""
        plans = {plan.key[2:5]: plan for plan in self.story.objectives}
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", rows.mail_message_id.ids)]
        )
        groups = rows.grouped(lambda row: (row.user_id, row.kind))
        self.assertEqual(len(mails), len(groups))
        by_message = {mail.mail_message_id: mail for mail in mails}
        for (user, _kind), own in groups.items():
            mail = by_message[own[0].mail_message_id]
            person = self.story.people[self.number_of[user]]
            self.assertIn(user.email, mail.email_to)
            self.assertIn(f'lang="{person.lang[:2]}', mail.body_html)
            text = mail.body_html + mail.subject
            for name in set(NAMES.findall(text)):
                plan = plans[name[2:5]]
                self.assertTrue(
                    may_read(self.story, person, plan), f"{person} reads {name}"
                )
            self.done["mails"] += 1

    def _compare_other_mails(self):
        """Whatever else was mailed names nothing that its reader may not read."""
        plans = {plan.key[2:5]: plan for plan in self.story.objectives}
        mails = self.env["mail.mail"].search([("id", ">", self.last_mail)])
        for mail in mails.filtered(lambda mail: mail.model != "okr.reminder"):
            readers = mail.recipient_ids.user_ids
            for name in set(NAMES.findall(f"{mail.body_html}{mail.subject}")):
                for user in readers & self.users:
                    person = self.story.people[self.number_of[user]]
                    self.assertTrue(may_read(self.story, person, plans[name[2:5]]))
            self.done["other mails"] += 1
        type(self).last_mail = max(mails.ids, default=self.last_mail)

    def _compare_activities(self, day):
        """Whoever still owes what a mail asked for has one activity, nobody else."""
        parts = {
            part.key: (plan, part)
            for plan in self.story.objectives
            for part in plan.key_results
        }
        rows = self.env["okr.reminder"].search(
            [
                ("user_id", "in", self.users.ids),
                ("kind", "in", ("due", "overdue")),
                ("date", ">", day - STANDS * ONE_DAY),
            ]
        )
        owing = set()
        for row in rows.filtered("user_id.active"):
            number = self.number_of[row.user_id]
            for key_result in row.key_result_ids:
                plan, part = parts[self.key_of[key_result]]
                if right.is_asking(self.story, part, plan, number, row.date_due, day):
                    owing.add(number)
        standing = self.env["mail.activity"].search(
            [
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("okr_module.mail_activity_checkin").id,
                ),
                ("user_id", "in", self.users.ids),
            ]
        )
        have = Counter(self.number_of[activity.user_id] for activity in standing)
        self.assertFalse([n for n, count in have.items() if count > 1], day)
        works = {p.number for p in self.story.people if p.works}
        self.assertEqual(set(have) & works, owing & works, day)
        self.done["activities held"] += len(have)

    def _compare_figures(self, day):
        """Of the company, and of each department with those below it."""
        works = [p for p in self.story.people if p.works]
        scopes = [(None, {p.number for p in works})]
        for department in self.story.departments:
            numbers = {
                p.number
                for p in works
                if department.number in right.above(self.story, p.department)
            }
            scopes.append((department.number, numbers))
        engagement = self.env["okr.engagement"]
        for number, people in scopes:
            found = engagement.figures(
                company_id=self.company.id,
                department_id=number is not None and self.departments[number].id,
                date=day,
            )
            if not people:
                continue
            expected = right.figures_of(self.story, people, day)
            self.assertEqual(set(found), set(expected))
            self._assert_same(found, expected, f"{day}, department {number}")
            self.done["figures"] += len(found)

    def _assert_same(self, found, expected, where):
        for key, value in expected.items():
            place = f"{where}: {key}"
            if isinstance(value, dict):
                self._assert_same(found[key], value, place)
            elif value is None:
                self.assertIsNone(found[key], place)
            else:
                self.assertAlmostEqual(found[key], float(value), places=9, msg=place)

    # --- THE QUARTER ---

    def test_every_mail_activity_and_figure(self):
        story, day = self.story, self.story.first
        while day <= story.last + AFTER * ONE_DAY:
            with freeze_time(f"{day} 05:30:00"):
                for event in story.events(day):
                    self._happens(day, *event)
            told = set()
            with freeze_time(f"{day} 06:00:00"):
                if day <= story.last:
                    self._check_in(day, 6)
            for hour in RUNS:
                moment = datetime.combine(day, time(hour))
                turn = {}
                for person in story.people:
                    there, clock = right.local(moment, person.zone)
                    if clock >= 9 and (person.number, there) not in told:
                        told.add((person.number, there))
                        turn.setdefault(person.zone, set()).add(person.number)
                with freeze_time(moment):
                    self._send_and_compare(moment, turn)
                if hour == 14 and day <= story.last:
                    with freeze_time(f"{day} 16:00:00"):
                        self._check_in(day, 16)
            with freeze_time(f"{day} 22:30:00"):
                self._compare_activities(day)
                self._compare_other_mails()
            if day.weekday() == 6 and day <= story.last:
                with freeze_time(f"{day} 20:00:00"):
                    self._compare_figures(day)
            day += ONE_DAY
        _logger.info(
            "QUARTER of %s people, %s to %s: %s",
            len(story.people),
            story.first,
            story.last,
            ", ".join(f"{what} {count}" for what, count in sorted(self.done.items())),
        )
        for kind in ("due", "overdue", "escalation", "letter", "figures"):
            self.assertTrue(self.done[kind], kind)
