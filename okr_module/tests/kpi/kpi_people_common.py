from odoo import fields

from .kpi_common import TestOkrKpiCommon


class TestOkrPeopleCommon(TestOkrKpiCommon):
    """KPIs about people: only those that a test hires itself have worked so far.

    Departments: Board > Sales > Sales North, Board > Product.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The people of the common company begin on the day the tests run.
        for employee in cls.env["hr.employee"].search(
            [("company_id", "in", (cls.company | cls.other_company).ids)]
        ):
            employee.version_id.date_version = "2040-01-01"

    @classmethod
    def _hire(cls, department, start, end=None, **values):
        """Create somebody with a contract from a day to a day."""
        company = values.pop("company", cls.company)
        department = cls.departments.get(department)
        return cls.env["hr.employee"].create(
            {
                "name": f"Person of {start}",
                "company_id": company.id,
                "department_id": department.id if department else False,
                "date_version": start,
                "contract_date_start": start,
                "contract_date_end": end,
                **values,
            }
        )

    @classmethod
    def _hire_many(cls, number, department="Sales", start="2025-01-01"):
        return cls.env["hr.employee"].concat(
            *(cls._hire(department, start) for _number in range(number))
        )

    @classmethod
    def _move(cls, employee, department, day, **values):
        """Move somebody to another department: a new version from that day on."""
        return employee.create_version(
            {
                "date_version": day,
                "department_id": cls.departments[department].id,
                **values,
            }
        )

    @classmethod
    def _leave(cls, employee, day, archive=True):
        """Register a departure as the wizard of Employees does."""
        wizard = (
            cls.env["hr.departure.wizard"]
            .with_context(employee_termination=archive)
            .create(
                {
                    "employee_ids": [(6, 0, employee.ids)],
                    "departure_date": day,
                    "set_date_end": True,
                }
            )
        )
        wizard.action_register_departure()

    def _headcount(self, day, kind="company", scope=None, **options):
        return self._value("hr.headcount", None, day, kind, scope, **options)

    @classmethod
    def _day(cls, text):
        return fields.Date.to_date(text)
