from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user


class PagesCommon(HttpCase):
    """A lighthouse of its own: a vision, a company objective, and one who serves it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "The lighthouse"})
        today = company._okr_today()
        # Due today, whatever day it is, and begun three weeks ago
        cycle = cls.env["okr.cycle"].create(
            {
                "name": "A season at the light",
                "company_id": company.id,
                "date_start": today - timedelta(days=20),
                "date_end": today + timedelta(days=40),
                "checkin_weekday": str(today.weekday()),
            }
        )
        cycle.action_activate()
        department = cls.env["hr.department"].create(
            {"name": "The lamp room", "company_id": company.id}
        )
        users = {}
        for login in ("okr_lamp", "okr_novice", "okr_keeper_in"):
            users[login] = new_test_user(
                cls.env,
                login,
                groups="base.group_user",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            cls.env["hr.employee"].create(
                {
                    "name": login,
                    "user_id": users[login].id,
                    "company_id": company.id,
                    "department_id": department.id,
                }
            )
        vision = cls.env["okr.vision"].create(
            {
                "name": "Every ship comes home",
                "company_id": company.id,
                "pillar_ids": [Command.create({"name": "Light that never fails"})],
            }
        )
        values = {"cycle_id": cycle.id, "company_id": company.id}
        cls.company_goal = cls.env["okr.objective"].create(
            {
                **values,
                "name": "Seen from every deck",
                "description": "<p>Whoever sees us comes home.</p>",
                "level": "company",
                "user_id": users["okr_keeper_in"].id,
                "pillar_id": vision.pillar_ids.id,
                "retro_learned": "Ask the captains first.",
                "key_result_ids": [
                    Command.create({"name": "Miles of light", "target_value": 30})
                ],
            }
        )
        cls.goal = cls.env["okr.objective"].create(
            {
                **values,
                "name": "The lamp burns all night",
                "user_id": users["okr_lamp"].id,
                "parent_id": cls.company_goal.id,
                "key_result_ids": [
                    Command.create({"name": "Barrels of oil", "target_value": 20}),
                    Command.create({"name": "Spare wicks", "target_value": 10}),
                ],
            }
        )
        goals = cls.company_goal | cls.goal
        goals.action_activate()
        # They have run since the cycle began
        goals.sudo().write({"date_activated": cycle.date_start})
        cls.oil, cls.wicks = cls.goal.key_result_ids
        goals._refresh_figures()
        cls.env.flush_all()
