"""Rhythm: who owes what and when, as plain functions of plain values.

Mails, activities, screens, reports and the digest ask these, so that one question
never has two answers. Nothing in here knows a database, a user or a clock: every date
that matters is an argument.
"""

from .answer import Answer, Line, read_answer
from .mail_text import is_automatic, is_from, reply_text
from .reckoning import (
    Asked,
    Keeping,
    Kept,
    Owed,
    Reckoned,
    asked_for,
    days_of_reminders,
    kept,
    reckon,
    reminders,
)
from .working_days import WorkingDays, covered_days
