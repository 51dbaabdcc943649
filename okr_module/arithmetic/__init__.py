"""The arithmetic of OKRs: plain functions of plain values.

Nothing in here knows a database, a user or a clock: every date that matters is
an argument. Each screen, report and API answer takes its figures from these
functions, so that one question never has two answers.

Fractions (progress, confidence, score) run from 0.0 to 1.0. Values of a metric
are in the metric's own unit.
"""

from . import (
    forecast,
    original_plan,
    plan,
    progress,
    rollover,
    schedule,
    score,
    seasonal,
    status,
)
from .figures import (
    MEASURES,
    KeyResultFigures,
    KeyResultInput,
    Reading,
    measure,
    places,
)
