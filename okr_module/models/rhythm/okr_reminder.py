import logging
from collections import defaultdict
from datetime import timedelta

from psycopg2 import OperationalError
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...rhythm import reminders
from ..base.texts import say_day
from .owed import owed_rows
from .people import People
from .res_users_settings import SWITCHES

_logger = logging.getLogger(__name__)

#: people whose mails are reckoned, written and committed together
BATCH = 500
#: days for which nobody is told again that one of their people stays silent
ESCALATION_DAYS = 7
KINDS = [
    ("due", "Due"),
    ("overdue", "Missed"),
    ("escalation", "Silent people"),
    ("letter", "Weekly letter"),
]
#: what the rest of a mail must not be read below
MARKER = "##- OKR -##"


class OkrReminder(models.Model):
    """A mail that was sent to keep the rhythm: the memory against sending it twice.

    One row for each mail, of an escalation one for each person it is about. Row and
    mail are written in the same transaction and the database lets no second row in, so
    neither a second job nor one that was killed sends anything twice. On which day who
    is asked for what is reckoned in ``rhythm/reckoning.py: reminders``; whom that
    leaves out, ``_asked`` says; what people and companies switched off, ``_wanted``; on
    which day the letter goes out, ``okr_reminder_letter.py``.
    """

    _name = "okr.reminder"
    _description = "OKR mail"
    _order = "date desc, id desc"
    _rec_name = "kind"

    user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(
        required=True, readonly=True, help="The day it was, where the person is."
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    key_result_ids = fields.Many2many(
        "okr.key.result",
        "okr_reminder_key_result_rel",
        "reminder_id",
        "key_result_id",
        string="Key results",
        readonly=True,
    )
    about_user_id = fields.Many2one(
        "res.users",
        string="About",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    mail_message_id = fields.Many2one(
        "mail.message",
        string="Mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )
    date_due = fields.Date(
        readonly=True,
        export_string_translation=False,
        help="The last due day of what it asks for.",
    )
    # In the order of the mail: its numbers are what an answer names them by.
    key_result_order = fields.Json(
        groups=fields.NO_ACCESS, export_string_translation=False
    )

    _once = models.UniqueIndex(
        "(user_id, date, kind, COALESCE(about_user_id, 0))",
        "Nobody gets the same mail twice on a day.",
    )

    # --- WHEN ---

    @api.model
    def _cron_send(self):
        """Send what is to be said to whoever's hour has come, in batches."""
        batches = [
            (day, batch)
            for day, user_ids in self._whose_hour_has_come().items()
            for batch in split_every(BATCH, user_ids, list)
        ]
        remaining = sum(len(batch) for _day, batch in batches)
        failed = None
        for day, batch in batches:
            try:
                with self.env.cr.savepoint():
                    self._send(batch, day)
            except OperationalError:
                # Another one writes the same just now: the scheduler comes again
                raise
            except Exception as error:
                # What fails for some keeps nothing from the others
                _logger.exception("OKR mails of %s people failed", len(batch))
                failed = error
            remaining -= len(batch)
            if not self._commit_batch(len(batch), remaining):
                break
        self._end_activities(self.sudo().search([("activity_id", "!=", False)]))
        self.env["res.users"]._okr_settle_handovers()
        self.env["res.users"]._okr_ask_about_left_behind()
        if failed:
            raise failed

    @api.model
    def _commit_batch(self, done, remaining):
        """Commit a batch where the scheduler runs this; false when its time is up."""
        if "ir_cron_progress_id" not in self.env.context:
            return True
        return self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _whose_hour_has_come(self):
        """Return ``{day: user ids}`` of those to whom something may go out by now.

        The day is the one it is where they are.
        """
        self.env["res.users"].flush_model(["active", "share", "company_id"])
        self.env["res.partner"].flush_model(["tz", "email"])
        self.env["res.company"].flush_model(["okr_reminder_hour"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT users.id, COALESCE(partner.tz, calendar.tz, 'UTC'),
                       company.okr_reminder_hour
                  FROM res_users users
                  JOIN res_partner partner ON partner.id = users.partner_id
                  JOIN res_company company ON company.id = users.company_id
                  LEFT JOIN resource_calendar calendar
                    ON calendar.id = company.resource_calendar_id
                 WHERE users.active AND NOT users.share
                   AND COALESCE(partner.email, '') != ''
                 ORDER BY users.id
                """
            )
        )
        now = fields.Datetime.now().replace(tzinfo=utc)
        zones, todo = {}, defaultdict(list)
        for user_id, zone, hour in rows:
            local = zones.get(zone)
            if not local:
                local = zones[zone] = now.astimezone(timezone(zone))
            if local.hour >= (9 if hour is None else hour):
                todo[local.date()].append(user_id)
        return todo

    # --- WHAT ---

    @api.model
    def _send(self, user_ids, day):
        """Send some people all that is to be said to them on a day.

        :param user_ids: ids of those whose hour has come
        :param day: the day it is where they are
        :return: the rows that were made
        """
        # Whatever language and companies the caller has, each mail has its own.
        self = self.sudo().with_context(lang=None, active_test=True)
        bosses = self._manager_of_reports(user_ids)
        owners = sorted(set(user_ids) | set(bosses))
        rows = owed_rows(
            self.env,
            SQL(
                "kr.user_id = ANY(%s) AND kr.state = 'active' AND o.state = 'active' "
                "AND cycle.state IN ('draft', 'active') AND cycle.date_end >= %s",
                owners,
                day - timedelta(days=60),
            ),
            day,
        )
        everybody = sorted(set(owners) | set(bosses.values()))
        people = People(self.env, everybody, day, day + timedelta(days=7))
        wanted = self._wanted(user_ids)
        asked = self._asked(rows, people, bosses, wanted, day)
        sent = self._write_reminders(asked, day)
        readers = [
            user_id
            for user_id in user_ids
            if (user_id, "letter") in wanted and not people.has_left(user_id)
        ]
        return sent | self._send_letters(readers, bosses, rows, people, day)

    @api.model
    def _manager_of_reports(self, manager_ids):
        """Return ``{user id: manager's user id}`` of those who report to some managers.

        Whoever's manager has left reports to the next one up the line.
        """
        self.env["hr.employee"].flush_model(["parent_id", "user_id", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE line(user_id, boss_id) AS (
                    SELECT employee.user_id, employee.parent_id
                      FROM hr_employee employee
                     WHERE employee.active AND employee.user_id IS NOT NULL
                     UNION
                    SELECT line.user_id, boss.parent_id
                      FROM line
                      JOIN hr_employee boss ON boss.id = line.boss_id
                      LEFT JOIN res_users person ON person.id = boss.user_id
                     WHERE NOT (boss.active AND COALESCE(person.active, FALSE))
                )
                SELECT line.user_id, boss.user_id
                  FROM line
                  JOIN hr_employee boss ON boss.id = line.boss_id AND boss.active
                  JOIN res_users person ON person.id = boss.user_id AND person.active
                 WHERE boss.user_id = ANY(%s) AND boss.user_id != line.user_id
                """,
                list(manager_ids),
            )
        )
        return dict(rows)

    @api.model
    def _wanted(self, user_ids):
        """Return the ``(user id, kind)`` that nobody, nor a company, switched off."""
        users = self.env["res.users"].browse(user_ids)
        settings = self.env["res.users.settings"].search_fetch(
            [("user_id", "in", user_ids)], ["user_id", *SWITCHES.values()]
        )
        of_user = {each.user_id.id: each for each in settings}
        return {
            (user.id, kind)
            for user in users
            for kind, name in SWITCHES.items()
            if user.company_id._okr_sends(kind)
            and (user.id not in of_user or of_user[user.id][name])
        }

    @api.model
    def _asked(self, rows, people, bosses, wanted, day):
        """Return what is to be said to whom, before it is known what was already.

        :return: ``{(user id, kind, about whom or None): [(OwedRow, period), ...]}``
        """
        asked, linked = defaultdict(list), defaultdict(list)
        companies = self.env["res.company"].browse({row.company_id for row in rows})
        working = set(companies.filtered("okr_enabled").ids)
        for row in rows:
            if row.company_id not in working:
                continue
            owner, boss = row.user_id, bosses.get(row.user_id)
            if people.has_left(owner):
                continue
            days = people.working_days(owner, row.company_id)
            boss_days = boss and people.working_days(boss, row.company_id)
            for kind, period in reminders(row.owed, days, day, boss_days):
                to = boss if kind == "escalation" else owner
                about = owner if kind == "escalation" else None
                if (to, kind) not in wanted:
                    continue
                on_leave = boss_days if kind == "escalation" else days
                if not on_leave.is_away(day):
                    asked[(to, kind, about)].append((row, period))
            if row.owed.alive_on:
                # Its value comes by itself; the owner's confidence does not.
                asking = row.owed.without_source()
                for kind, period in reminders(asking, days, day):
                    if kind == "due":
                        linked[(owner, kind, None)].append((row, period))
        for key, lines in linked.items():
            if key in asked:
                asked[key] += lines
        return self._readable(asked)

    @api.model
    def _readable(self, asked):
        """Leave out what its reader may not read today."""
        ids = {row.key_result_id for lines in asked.values() for row, _p in lines}
        key_results = {kr.id: kr for kr in self.env["okr.key.result"].browse(ids)}
        user_ids = sorted({key[0] for key in asked})
        users = {user.id: user for user in self.env["res.users"].browse(user_ids)}
        kept = {}
        for key, lines in asked.items():
            mine = [
                (row, period)
                for row, period in lines
                if key_results[row.key_result_id]._okr_reaches(users[key[0]])
            ]
            if mine:
                kept[key] = mine
        return kept

    # --- ROWS AND MAILS ---

    @api.model
    def _write_reminders(self, asked, day):
        """Write the rows and the mails of what is asked, as far as there is none yet.

        :param asked: what :meth:`_asked` returned
        :return: the rows that were made
        """
        told = self._told_lately([key[0] for key in asked if key[2]], day)
        values = [
            {
                "user_id": user_id,
                "kind": kind,
                "about_user_id": about,
                "date_due": max(period.due for _row, period in lines),
                "key_result_order": [row.key_result_id for row, _period in lines],
            }
            for (user_id, kind, about), lines in asked.items()
            if not (about and (user_id, about) in told)
        ]
        rows = self._claim(values, day)
        self._read_for_mails(rows)
        mails = defaultdict(self.browse)
        for row in rows:
            mails[(row.user_id, row.kind)] |= row
        self._write_mails(
            [
                (own, user, *own._reminder_mail(user, kind))
                for (user, kind), own in mails.items()
            ]
        )
        rows.filtered(lambda row: row.kind != "escalation")._plan_activities()
        return rows

    @api.model
    def _read_for_mails(self, rows):
        """Read together what the mails of some rows say: each would ask for its own."""
        key_results = self.env["okr.key.result"].browse(
            {key_result_id for row in rows for key_result_id in row.key_result_order}
        )
        key_results.fetch(["name", "objective_id"])
        key_results.last_word_id.fetch(["date", "note"])

    @api.model
    def _told_lately(self, user_ids, day):
        """Return the ``(user id, about whom)`` of escalations of the last days."""
        rows = self.search_fetch(
            [
                ("kind", "=", "escalation"),
                ("user_id", "in", user_ids),
                ("date", ">", day - timedelta(days=ESCALATION_DAYS)),
            ],
            ["user_id", "about_user_id"],
        )
        return {(row.user_id.id, row.about_user_id.id) for row in rows}

    @api.model
    def _claim(self, values_list, day):
        """Make the rows that are not there yet; one that is there is another's.

        Whoever comes second waits for the first here and finds nothing to do.

        :param values_list: dicts with the values of rows, of a day
        :return: the new rows
        """
        if not values_list:
            return self.browse()
        self.flush_model()
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO okr_reminder (
                    user_id, date, kind, about_user_id, date_due, key_result_order,
                    create_uid, create_date, write_uid, write_date
                ) VALUES %s
                ON CONFLICT DO NOTHING
                RETURNING id, key_result_order
                """,
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s, %s, %s, to_jsonb(%s::int[]), "
                        "%s, now() at time zone 'UTC', %s, now() at time zone 'UTC')",
                        values["user_id"],
                        day,
                        values["kind"],
                        values.get("about_user_id") or None,
                        values.get("date_due") or None,
                        values["key_result_order"],
                        self.env.uid,
                        self.env.uid,
                    )
                    for values in values_list
                ),
            )
        )
        pairs = [(row_id, kr_id) for row_id, kr_ids in made for kr_id in set(kr_ids)]
        if pairs:
            self.env.execute_query(
                SQL(
                    "INSERT INTO okr_reminder_key_result_rel "
                    "(reminder_id, key_result_id) VALUES %s RETURNING reminder_id",
                    SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
                )
            )
        self.invalidate_model()
        return self.browse([row_id for row_id, _kr_ids in made])

    @api.model
    def _write_mails(self, mails, **extra):
        """Write mails, one for each entry, in as few queries as for one.

        :param mails: list of ``(rows, user, subject, body)``
        :param extra: values that all of them have besides
        """
        senders, values_list = {}, []
        # Not for each: it looks each time whether it is still there
        author = self.env.ref("base.partner_root")
        for rows, user, subject, body in mails:
            company = user.company_id
            if company not in senders:
                senders[company] = self._sender(company)
            values_list.append(
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": user.email_formatted,
                    "model": self._name,
                    "res_id": rows[0].id,
                    "message_type": "user_notification",
                    "author_id": author.id,
                    # It leaves with the mail; what stays is that there was one.
                    "auto_delete": True,
                    "is_notification": True,
                    "headers": repr(
                        {
                            "Auto-Submitted": "auto-generated",
                            "X-Auto-Response-Suppress": "OOF",
                        }
                    ),
                    "state": "outgoing",
                    **senders[company],
                    **extra,
                }
            )
        sent = self.env["mail.mail"].create(values_list)
        for mail, (rows, *_rest) in zip(sent, mails, strict=True):
            rows.mail_message_id = mail.mail_message_id
        queue = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if sent and queue:
            # By the clock of people, not by that of the queue
            queue.sudo()._trigger()
        return sent

    @api.model
    def _sender(self, company):
        """Return who a mail to people of a company is from and answered to."""
        sender = (
            company.partner_id.email_formatted
            or self.env.ref("base.user_root").email_formatted
        )
        thread = self.env["mail.thread"].with_company(company)
        reply_to = thread._notify_get_reply_to(default=sender)[False]
        return {"email_from": sender, "reply_to": reply_to or sender}

    def _reminder_mail(self, user, kind):
        """Return ``(subject, body)`` of the mail that these rows are of.

        :param kind: ``due``, ``overdue`` or ``escalation``
        """
        mine = self.with_context(lang=user.lang)
        return mine._render_mail(
            user,
            getattr(mine, f"_subject_{kind}")(user),
            "okr_module.okr_reminder_mail",
            kind=kind,
            intro=mine._intro(kind),
            groups=[
                (row.about_user_id.name if kind == "escalation" else "", row._lines())
                for row in mine
            ],
        )

    def _render_mail(self, user, subject, template, **values):
        """Return ``(subject, body)`` in the language of the context."""
        body = self.env["ir.qweb"]._render(
            template,
            {
                "subject": subject,
                "user": user,
                "company": user.company_id,
                "marker": MARKER,
                # Of several rows, an escalation about several people, none is asked
                "base_url": self.browse().get_base_url(),
                "lang": self.env.context.get("lang") or "en_US",
                **values,
            },
            minimal_qcontext=True,
        )
        return subject, body

    def _subject_due(self, user):
        self.ensure_one()
        count, day = len(self.key_result_order), self._say_day(self.date_due)
        if count == 1:
            return self.env._("Check in by %(day)s: 1 key result", day=day)
        return self.env._(
            "Check in by %(day)s: %(count)s key results", day=day, count=count
        )

    def _subject_overdue(self, user):
        self.ensure_one()
        count = len(self.key_result_order)
        if count == 1:
            return self.env._("1 key result waits for your check-in")
        return self.env._("%s key results wait for your check-in", count)

    def _subject_escalation(self, user):
        names = self.about_user_id.mapped("name")
        if len(names) == 1:
            return self.env._("%s has not checked in", names[0])
        return self.env._("%s of your people have not checked in", len(names))

    def _intro(self, kind):
        """Return what a mail begins with."""
        if kind == "escalation":
            return self.env._(
                "Nobody has heard how these stand. Ask what is in the way: more hands, "
                "another priority, or a goal that is better dropped?"
            )
        several = len(self.key_result_order) > 1
        if kind == "overdue":
            if several:
                return self.env._(
                    "The day went by without a word. A rough number is better than "
                    "none: answer this mail with a line for each, such as “1: 42”, or "
                    "write “help” and what is missing."
                )
            return self.env._(
                "The day went by without a word. A rough number is better than none: "
                "answer this mail with it, or write “help” and what is missing."
            )
        if several:
            return self.env._(
                "Where do they stand? Answer this mail with a line for each, such as "
                "“1: 42”, or write “help” and what is missing. Other text becomes the "
                "note. It takes less than a minute."
            )
        return self.env._(
            "Where does it stand? Answer this mail with the number, or write “help” "
            "and what is missing. Other text becomes the note. It takes less than a "
            "minute."
        )

    def _lines(self):
        """Return what a mail says of each key result of one row, in its order."""
        self.ensure_one()
        key_results = self.env["okr.key.result"].browse(self.key_result_order)
        return [
            key_result._reminder_line(number)
            for number, key_result in enumerate(key_results, 1)
        ]

    @api.model
    def _say_day(self, day):
        """Return a day as people say it: "Fri, Dec 4"."""
        return say_day(self.env, day)

    # --- ACTIVITIES ---

    def _plan_activities(self):
        """Give everybody one activity that stands until all of it is done."""
        kind = self.env.ref(
            "okr_module.mail_activity_checkin", raise_if_not_found=False
        )
        if not kind or not self:
            return
        open_activities = {
            row.user_id: row.activity_id
            for row in self.search(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("activity_id.active", "=", True),
                ]
            )
        }
        new = self.filtered(lambda row: row.user_id not in open_activities)
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True, okr_follows_already=True)
            .create(
                [
                    {
                        "activity_type_id": kind.id,
                        "res_model_id": self.env["ir.model"]._get_id("okr.key.result"),
                        "res_id": row.key_result_order[0],
                        "user_id": row.user_id.id,
                        "date_deadline": row.date_due,
                        "summary": row.with_context(
                            lang=row.user_id.lang
                        )._activity_summary(),
                    }
                    for row in new.grouped("user_id").values()
                    for row in row[:1]
                ]
            )
        )
        open_activities |= {activity.user_id: activity for activity in activities}
        for row in self:
            row.activity_id = open_activities[row.user_id]

    def _activity_summary(self):
        count = len(self.key_result_order)
        if count == 1:
            return self.env._("Check in")
        return self.env._("Check in on %s key results", count)

    @api.model
    def _end_activities_of(self, user_ids):
        """End the activities of people who have done what these asked for."""
        self._end_activities(
            self.sudo().search(
                [("user_id", "in", list(user_ids)), ("activity_id", "!=", False)]
            )
        )

    @api.model
    def _end_activities(self, rows):
        """End the activities of rows where nothing they ask for is due any more."""
        asked = {}
        for company, own in rows.key_result_ids.grouped("company_id").items():
            asked |= own._asked_for(company._okr_today())
        for activity, own in rows.grouped("activity_id").items():
            if not any(row._is_asking(asked) for row in own):
                activity.exists().unlink()

    def _is_asking(self, asked):
        """Tell whether something that a row asked for is still due.

        :param asked: what ``_asked_for`` says of its key results
        """
        return any(
            key_result.user_id == self.user_id
            and key_result.id in asked
            and asked[key_result.id].due <= self.date_due
            for key_result in self.key_result_ids
        )
