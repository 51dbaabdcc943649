from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

USER = "okr_module.group_okr_user"
OFFICER = "okr_module.group_okr_officer"
MANAGER = "okr_module.group_okr_manager"


class TestOkrCommon(TransactionCase):
    """A company of two branches, two levels deep, and a second company.

    Board (ceo) > Sales (sales_lead) > Sales North (north_lead: seller)
                > Product (product_lead: developer)
    Reporting lines follow the departments: seller > north_lead > sales_lead > ceo,
    developer > product_lead > ceo.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=True,
                mail_create_nolog=True,
                no_reset_password=True,
            )
        )
        cls.company = cls.env["res.company"].create({"name": "Lighthouse Ltd"})
        cls.other_company = cls.env["res.company"].create({"name": "Harbour Ltd"})
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.users = {}
        cls.employees = {}
        cls.departments = {}
        cls._add_person("ceo", None, "Board")
        cls._add_person("sales_lead", "ceo", "Sales", "Board")
        cls._add_person("north_lead", "sales_lead", "Sales North", "Sales")
        cls._add_person("seller", "north_lead", "Sales North")
        cls._add_person("product_lead", "ceo", "Product", "Board")
        cls._add_person("developer", "product_lead", "Product")
        cls._add_person("hr_officer", "ceo", "Board", groups=OFFICER)
        cls._add_person("okr_admin", "ceo", "Board", groups=MANAGER)
        cls.users["stranger"] = new_test_user(
            cls.env,
            "stranger",
            groups="base.group_user",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.users["portal"] = new_test_user(
            cls.env,
            "okr_portal",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
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
        user = new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        if department not in cls.departments:
            cls.departments[department] = cls.env["hr.department"].create(
                {
                    "name": department,
                    "company_id": cls.company.id,
                    "parent_id": cls.departments[above].id if above else False,
                }
            )
            leads = True
        else:
            leads = False
        employee = cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": cls.departments[department].id,
                "parent_id": cls.employees[boss].id if boss else False,
            }
        )
        if leads:
            cls.departments[department].manager_id = employee
        cls.users[login] = user
        cls.employees[login] = employee

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
