import time

from odoo.exceptions import ConcurrencyError
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)

#: before a batch is tried again, in seconds: whoever was faster has gone on by then
PAUSE = 0.5


def retried(env, batch):
    """Do one batch of a scheduled job, again where others wrote to its rows meanwhile.

    A person's request is tried again by Odoo, a job is not: one check-in at the wrong
    moment, or another job, and it would fail until the next hour.

    :param env: of the job, which has kept what it did before
    :param batch: does the batch and keeps it; reads anew what it is about
    :return: what ``batch`` returns
    """
    tries = MAX_TRIES_ON_CONCURRENCY_FAILURE
    while True:
        try:
            return batch()
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            tries -= 1
            if not tries:
                raise
            env.cr.rollback()
            env.transaction.reset()
            env.registry.reset_changes()
            time.sleep(PAUSE)
