"""Hints while writing: plain functions of plain values.

What a good objective looks like, as rules that a machine can tell. They never block,
and the same words give the same hints on every machine. Nothing in here knows a
database, a user or a language's sentences: a hint is a code, the field it speaks of
and the values that its sentence needs.
"""

from .rules import (
    CODES,
    Hint,
    KeyResultFacts,
    ObjectiveFacts,
    key_result_hints,
    objective_hints,
)
from .words import sentence_key
