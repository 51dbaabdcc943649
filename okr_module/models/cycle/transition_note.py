from typing import NamedTuple

from odoo import models


class TransitionNote(NamedTuple):
    """Something to know before a cycle takes its next step."""

    code: str
    sentence: str
    #: where to mend it
    record: models.BaseModel
    #: the step cannot be taken with it
    forbids: bool = False
