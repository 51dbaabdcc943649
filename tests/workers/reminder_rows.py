"""Makes people who owe check-ins on the day it is, for ``odoo shell``.

Due on today's weekday, sent from midnight on: the hourly job has something to say to
each of them at once. ``OKR_PEOPLE`` says how many they are.
"""

import os
from datetime import timedelta

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
calendar = env.company.resource_calendar_id
calendar.attendance_ids.unlink()
calendar.write(
    {
        "tz": "UTC",
        "attendance_ids": [
            (
                0,
                0,
                {
                    "name": str(day),
                    "dayofweek": str(day),
                    "hour_from": 8,
                    "hour_to": 16,
                    "day_period": "morning",
                },
            )
            for day in range(7)
        ],
    }
)
env.company.write({"okr_reminder_hour": 0, "okr_send_letter": False})
today = env.company._okr_today()
begin = today - timedelta(days=4)
cycle = env["okr.cycle"].create(
    {
        "name": "Season",
        "date_start": begin,
        "date_end": today + timedelta(days=30),
        "checkin_weekday": str(today.weekday()),
    }
)
cycle.action_activate()
users = env["res.users"].create(
    [
        {
            "name": f"Seller {n}",
            "login": f"seller{n}",
            "email": f"seller{n}@example.com",
            "tz": "UTC",
            "group_ids": [(6, 0, env.ref("base.group_user").ids)],
        }
        for n in range(int(os.environ["OKR_PEOPLE"]))
    ]
)
objectives = env["okr.objective"].create(
    [
        {
            "name": f"Goal {n}",
            "cycle_id": cycle.id,
            "user_id": user.id,
            "key_result_ids": [(0, 0, {"name": f"Calls {n}"})],
        }
        for n, user in enumerate(users)
    ]
)
objectives.action_activate()
objectives._write_noted({"date_activated": begin})
objectives.key_result_ids._write_noted({"date_activated": begin, "date_start": begin})
env.cr.commit()
reminders = env["okr.reminder"].sudo()
day, user_ids = next(iter(reminders._whose_hour_has_come().items()))
assert day == today, (day, today)
assert set(users.ids) <= set(user_ids), len(user_ids)
