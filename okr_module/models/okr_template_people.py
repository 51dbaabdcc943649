from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from .okr_template import MANAGER


class Place(NamedTuple):
    """For whom an objective may be made: a person, or a department and who leads it.

    Ids are False where there is none.
    """

    name: str
    user_id: int
    department_id: int


class OkrTemplate(models.Model):
    """For whom a template may be used, and for whom it is not, and why."""

    _inherit = "okr.template"

    # --- WHO IS MEANT ---

    def _places_of_users(self, users, company):
        """Return a :class:`Place` for each of some users."""
        people = self.env["hr.employee.public"].search_fetch(
            [
                ("user_id", "in", users.ids),
                ("company_id", "=", company.id),
                ("active", "=", True),
            ],
            ["user_id", "department_id"],
        )
        departments = {person.user_id.id: person.department_id.id for person in people}
        return [
            Place(user.name, user.id, departments.get(user.id, False)) for user in users
        ]

    def _places_of_employees(self, company, department=None):
        """Return a :class:`Place` for each employee of a company or a department.

        Those of the departments below are meant as well.
        """
        domain = Domain("company_id", "=", company.id) & Domain("active", "=", True)
        if department:
            domain &= Domain("department_id", "child_of", department.ids)
        people = self.env["hr.employee.public"].search_fetch(
            domain, ["name", "user_id", "department_id"], order="name, id"
        )
        return [
            Place(person.name, person.user_id.id, person.department_id.id)
            for person in people
        ]

    def _places_of_departments(self, company, department=None):
        """Return a :class:`Place` for each department of a company, or below one."""
        domain = Domain("company_id", "in", (company.id, False))
        if department:
            domain &= Domain("id", "child_of", department.ids)
        departments = self.env["hr.department"].search(domain)
        # Who leads a department everybody may know; the file of that person not.
        leaders = {
            each.id: each.manager_id.filtered("active").user_id.id
            for each in departments.sudo()
        }
        return [
            Place(each.display_name, leaders[each.id], each.id) for each in departments
        ]

    # --- WHO IS LEFT OUT ---

    def _reasons(self, places, level, cycle, company):
        """Return for each place the sentence why it is left out, or False.

        The queries are the same however many places there are.

        :param places: list of :class:`Place`
        :param level: level of the objectives that are to be made
        """
        self.ensure_one()
        users = self._users_of(places)
        holders = self._holders(places, level, cycle, company)
        led = self._led_ids(places) if level == "department" else ()
        reasons, seen = [], set()
        for place in places:
            key = place.department_id if level == "department" else place.user_id
            user = users.get(place.user_id)
            reason = self._reason_of_user(user, level, company)
            if not reason and key in seen:
                reason = self.env._("In the list already.")
            if not reason and key in holders:
                reason = self.env._("Has one from this template in this cycle.")
            if not reason and self.visibility == "department":
                if level == "individual" and not place.department_id:
                    reason = self.env._(
                        "It is visible to the department, and there is none."
                    )
            if not reason and not self._may_set_up(place, level, led):
                reason = self.env._("Not yours to set up: ask an OKR administrator.")
            if not reason:
                seen.add(key)
            reasons.append(reason)
        return reasons

    def _users_of(self, places):
        """Return ``{id: (user, active, share, company ids)}`` of who is named."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.browse({place.user_id for place in places if place.user_id})
        return {
            user.id: (user.active, user.share, set(user.company_ids.ids))
            for user in found.exists()
        }

    def _reason_of_user(self, user, level, company):
        if not user:
            if level == "department":
                return self.env._("Nobody with a login leads it.")
            return self.env._("Has no login.")
        active, share, company_ids = user
        if not active:
            return self.env._("The login is archived.")
        if share:
            return self.env._("Does not work here: the login is a guest's.")
        if company.id not in company_ids:
            return self.env._("Does not work in %s.", company.name)
        return False

    def _holders(self, places, level, cycle, company):
        """Return the ids of the users, or departments, that have one already.

        As far as the caller may see them: what is private elsewhere is not told.
        """
        name = "department_id" if level == "department" else "user_id"
        rows = self.env["okr.objective"]._read_group(
            Domain("template_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("cycle_id", "=", cycle.id)
            & Domain("level", "=", level)
            & Domain("state", "!=", "cancelled")
            & Domain(name, "in", [getattr(place, name) for place in places]),
            [name],
        )
        return {holder.id for (holder,) in rows}

    def _led_ids(self, places):
        """Return the ids of the departments that the caller leads, among some."""
        led = self.env.user._okr_reach().led_department_ids
        return set(
            self.env["hr.department"]
            .sudo()
            .search(
                Domain("id", "child_of", led)
                & Domain("id", "in", [place.department_id for place in places])
            )
            .ids
        )

    def _may_set_up(self, place, level, led):
        """Tell what the rule of objectives will say, before it has to.

        See ``_domain_can_create`` in okr_access_mixin.py.
        """
        if self.env.user.has_group(MANAGER):
            return True
        if level == "department":
            return place.department_id in led
        return level == "individual" and place.user_id == self.env.uid
