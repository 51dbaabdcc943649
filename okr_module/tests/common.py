from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests.common import TransactionCase

from ..models.mixins.okr_steps_mixin import QUIET

INTERNAL = "base.group_user"
USER = "okr_module.group_okr_user"
OFFICER = "okr_module.group_okr_officer"
MANAGER = "okr_module.group_okr_manager"

#: What a new person gets of Odoo that no test looks at, half of what making one costs:
#: a picture of their initials, kept in ten files, and tasks that greet them
WELCOME = {
    "res.partner": "_avatar_generate_svg",
    "hr.employee": "_avatar_generate_svg",
    "res.users": "_onboard_users_into_project",
}


@contextmanager
def no_welcome(env):
    """Let people come without what :data:`WELCOME` names."""
    with ExitStack() as patches:
        for model, method in WELCOME.items():
            if hasattr(env[model], method):
                patches.enter_context(
                    patch.object(env.registry[model], method, lambda *_args: False)
                )
        yield


class TestOkrCommon(TransactionCase):
    """A company of two branches, two levels deep, and a second company.

    Board (ceo) > Sales (sales_lead) > Sales North (north_lead: seller)
                > Product (product_lead: developer)
    Reporting lines follow the departments: seller > north_lead > sales_lead > ceo,
    developer > product_lead > ceo.
    """

    #: people besides those of the company above, as :meth:`_add_people` takes them:
    #: all in one call cost half of two
    MORE_PEOPLE = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=QUIET,
                mail_create_nolog=True,
                no_reset_password=True,
            )
        )
        cls.company, cls.other_company = cls.env["res.company"].create(
            [
                {"name": "Lighthouse Ltd", "logo": False},
                {"name": "Harbour Ltd", "logo": False},
            ]
        )
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.users = {}
        cls.employees = {}
        cls.departments = {}
        cls._add_people(
            ("ceo", None, "Board"),
            ("sales_lead", "ceo", "Sales", "Board"),
            ("north_lead", "sales_lead", "Sales North", "Sales"),
            ("seller", "north_lead", "Sales North"),
            ("product_lead", "ceo", "Product", "Board"),
            ("developer", "product_lead", "Product"),
            ("hr_officer", "ceo", "Board", None, OFFICER),
            ("okr_admin", "ceo", "Board", None, MANAGER),
            *cls.MORE_PEOPLE,
            others={
                "stranger": cls._user_values(
                    "stranger", INTERNAL, company=cls.other_company
                ),
                "portal": cls._user_values("okr_portal", "base.group_portal"),
            },
        )
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "First quarter",
                "company_id": cls.company.id,
                "date_start": "2026-01-05",
                "date_end": "2026-04-05",
                "checkin_weekday": "4",
                "grace_days": 2,
            }
        )

    @classmethod
    def _add_person(cls, login, boss, department, above=None, groups=USER):
        """Add one person, as :meth:`_add_people` does."""
        cls._add_people((login, boss, department, above, groups))

    @classmethod
    def _user_values(cls, login, *groups, company=None):
        company = company or cls.company
        return {
            "login": login,
            "name": f"{login} ({','.join(groups)})",
            "email": f"{login[0]}.{login[0]}@example.com",
            "password": login.ljust(8, "x"),
            "group_ids": [Command.set([cls.env.ref(group).id for group in groups])],
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }

    @classmethod
    def _add_people(cls, *people, others=None):
        """Add people: users, departments and employees in one batch each.

        Whoever is the first of a department leads it.

        :param people: ``(login, boss, department, above=None, groups=USER)`` of each,
            bosses and departments above before those below
        :param dict others: values of users who are no employees, by name
        """
        people = [person + (None, USER)[len(person) - 3 :] for person in people]
        others = others or {}
        logins = [login for login, *_rest in people]
        with no_welcome(cls.env):
            users = cls.env["res.users"].create(
                [
                    cls._user_values(login, INTERNAL, groups)
                    for login, _boss, _department, _above, groups in people
                ]
                + list(others.values())
            )
            employees = cls.env["hr.employee"].create(
                [
                    {"name": login, "user_id": user.id, "company_id": cls.company.id}
                    for login, user in zip(logins, users, strict=False)
                ]
            )
        cls.users.update(zip([*logins, *others], users, strict=True))
        cls.employees.update(zip(logins, employees, strict=True))
        # With its lead from the start: Odoo gives a new one to all who are there
        places = {}
        for login, boss, department, above, _groups in people:
            if department not in cls.departments:
                cls.departments[department] = cls.env["hr.department"].create(
                    {
                        "name": department,
                        "company_id": cls.company.id,
                        "parent_id": cls.departments[above].id if above else False,
                        "manager_id": cls.employees[login].id,
                    }
                )
            places.setdefault((department, boss), []).append(cls.employees[login].id)
        for (department, boss), ids in places.items():
            # The boss is named, or none: Odoo fills in the department's lead otherwise
            cls.env["hr.employee"].browse(ids).write(
                {
                    "department_id": cls.departments[department].id,
                    "parent_id": cls.employees[boss].id if boss else False,
                }
            )

    @classmethod
    def _objective(cls, owner="seller", key_results=None, **values):
        """Create an objective as superuser, with one rising key result or as given."""
        if key_results is None:
            key_results = [{"name": "New customers: 0 to 100"}]
        return cls.env["okr.objective"].create(
            {
                "name": "Be first in the north",
                "cycle_id": cls.cycle.id,
                "company_id": cls.company.id,
                "user_id": cls.users[owner].id if owner else False,
                "key_result_ids": [(0, 0, values) for values in key_results],
                **values,
            }
        )
