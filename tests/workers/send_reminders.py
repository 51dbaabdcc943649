"""Runs the hourly job as the scheduler does, with its commits; for ``odoo shell``.

Says ``READY`` before it starts and ``DONE`` at its end, so that two can be let go at
once and one can be killed.
"""

import os
import sys
import time

from psycopg2 import OperationalError

from odoo.addons.okr_module.models.rhythm import okr_reminder

# The job is to be killed between two of its batches
okr_reminder.BATCH = 60
env.cr.commit()  # noqa: F821
print("READY", flush=True)
start = os.environ["OKR_START"]
while not os.path.exists(start):
    time.sleep(0.01)
reminders = env["okr.reminder"]  # noqa: F821
commits = 0


def commit_batch(self, done, remaining):
    """As ``ir.cron`` commits between batches; say it, for whoever is to kill it."""
    global commits
    self.env.cr.commit()
    commits += 1
    print(f"COMMIT {commits}", flush=True)
    return True


type(reminders)._commit_batch = commit_batch
for attempt in range(20):
    try:
        reminders._cron_send()
        env.cr.commit()  # noqa: F821
        break
    except OperationalError:
        # The scheduler comes again
        env.cr.rollback()  # noqa: F821
        env.invalidate_all(flush=False)  # noqa: F821
        time.sleep(0.2 * (attempt + 1))
print("DONE", flush=True)
sys.stdout.flush()
