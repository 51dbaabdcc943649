from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..arithmetic.tally import roll_up


class OkrKpiScope(models.AbstractModel):
    """Whose records a figure counts, and through whose eyes."""

    _name = "okr.kpi.scope"
    _description = "Scope of a figure"

    @api.model
    def _query_model(self, definition, scope):
        self._check_person(scope.run_as)
        name = definition.model_name
        if not name or name not in self.env:
            raise UserError(
                self.env._(
                    "The app that holds these records (%s) is not installed.",
                    name or definition.display_name,
                )
            )
        for field in (
            definition.measure_name,
            definition.date_name,
            definition.date_end_name,
        ):
            if field and field not in self.env[name]._fields:
                raise UserError(
                    self.env._(
                        "The app that keeps %(field)s on these records (%(model)s) is "
                        "not installed.",
                        field=field,
                        model=name,
                    )
                )
        company = scope.company
        return (
            self.env[name]
            .with_user(scope.run_as)
            .with_context(
                allowed_company_ids=company.ids,
                tz=company.sudo().resource_calendar_id.tz or "UTC",
                lang=scope.run_as.lang,
            )
        )

    @api.model
    def _scope_path(self, definition, scope):
        """Return the path of the field to group by; False for the whole company."""
        if scope.kind == "company":
            return False
        path = definition[f"{scope.kind}_path"]
        if not path and scope.kind == "department":
            # No department on the record: that of the person it belongs to.
            path = definition.user_path
        if not path:
            raise UserError(
                self.env._(
                    "%(kpi)s cannot be counted by %(scope)s.",
                    kpi=definition.display_name,
                    scope=scope.kind,
                )
            )
        return path

    @api.model
    def _scope_domain(self, definition, scope, path):
        domain = Domain(definition._domain_list())
        domain &= self._filter_domain(definition, scope)
        domain &= self._company_domain(definition, scope)
        if not path:
            return domain
        return domain & self._path_domain(definition, scope, path)

    @api.model
    def _filter_domain(self, definition, scope):
        """Return the domain of the records that the filter of a scope lets count.

        A filter sees what who set it sees. The figure is computed as another person,
        and would else tell, by a filter that looks at them, what only that person may
        read. So the filter is searched for as who set it: with the rules of the
        records themselves and of those that its paths lead to. What it keeps is what
        the same search gives them anyway.

        :raise UserError: if nobody is there any more whose rights it could follow, or
            who set it may not read what it looks at
        """
        if not scope.extra:
            return Domain.TRUE
        person = scope.filter_user or self.env["res.users"]
        self._check_filter_person(person)
        if person.id == SUPERUSER_ID:
            # No person set it, but a program: it sees what the figure is computed from.
            person = scope.run_as
        model = self._query_model(definition, scope).with_user(person)
        extra = Domain(list(scope.extra))

        def found(domain):
            # Whether archived records count is said below, for all parts alike.
            return model._search(domain, active_test=False)

        try:
            if scope.part == "kept":
                domain = Domain("id", "in", found(extra))
            elif scope.part == "unseen":
                domain = Domain("id", "not in", found(Domain.TRUE))
            else:
                domain = Domain("id", "in", found(Domain.TRUE))
                domain &= Domain("id", "not in", found(extra))
        except AccessError:
            raise UserError(
                self.env._(
                    "%s, who set the filter, may not read what it looks at.",
                    person.sudo().name,
                )
            ) from None
        active = model._active_name
        if any(cond.field_expr == active for cond in extra.iter_conditions()):
            domain &= Domain(active, "in", [True, False])
        return domain

    @api.model
    def _seen_domain(self, definition, scope):
        """Return the domain of the records that who set the filter may read.

        All of them where there is no filter.
        """
        return self._filter_domain(definition, scope.seen())

    @api.model
    def _company_domain(self, definition, scope):
        path = definition.company_path
        if not path:
            return Domain.TRUE
        companies = [scope.company.id]
        if definition.without_company:
            companies.append(False)
        return Domain(path, "in", companies)

    @api.model
    def _path_domain(self, definition, scope, path):
        if scope.kind == "department":
            departments = self._departments_below(scope.ids)
            if path == definition.user_path:
                users = self._users_by_department(scope.company, departments)
                return Domain(path, "in", list(users))
            return Domain(path, "in", departments.ids)
        return Domain(path, "in", list(scope.ids))

    @api.model
    def _departments_below(self, ids):
        return (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", list(ids))])
        )

    @api.model
    def _users_by_department(self, company, departments):
        """Return ``{user id: department}`` of the people who work in departments.

        Those who have left count on: what they did in the past stays done.
        """
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", company.id),
                    ("user_id", "!=", False),
                    ("department_id", "in", departments.ids),
                ]
            )
        )
        return {employee.user_id.id: employee.department_id for employee in employees}

    def _to_scope(self, definition, scope, path, tallies):
        """Put the groups of the query together into what was asked for."""
        wanted = set(scope.ids)
        if scope.kind != "department":
            return {key: tally for key, tally in tallies.items() if key[0] in wanted}
        departments = self._departments_below(scope.ids)
        if path == definition.user_path and path != definition.department_path:
            users = self._users_by_department(scope.company, departments)
            paths = {
                user: self._path_to_top(department)
                for user, department in users.items()
            }
        else:
            paths = {
                department.id: self._path_to_top(department)
                for department in departments
            }
        return roll_up(tallies, paths, wanted)

    @api.model
    def _path_to_top(self, department):
        """Return the ids of a department and of all above it."""
        return [int(part) for part in department.parent_path.split("/")[:-1]]

    @api.model
    def _is_shared(self, model, path):
        """Return whether one record may belong to several people at the path."""
        for name in path.split("."):
            field = model._fields[name]
            if field.type in ("many2many", "one2many"):
                return True
            model = self.env[field.comodel_name]
        return False

    def _join_departments(self, definition, scope, model, path, query):
        """Join the records to the departments asked for, each record once to each.

        A task of two colleagues is one task of their department: tallies of people
        who share records must not be added up.

        :return: SQL of the id of the department
        """
        departments = self._departments_below(scope.ids)
        if path == definition.department_path:
            paths = {department.id: department for department in departments}
        else:
            paths = self._users_by_department(scope.company, departments)
        wanted = set(scope.ids)
        pairs = [
            SQL("(%s::int, %s::int)", key, above)
            for key, department in paths.items()
            for above in self._path_to_top(department)
            if above in wanted
        ] or [SQL("(NULL::int, NULL::int)")]
        members = model.with_context(active_test=False)._search(
            Domain(path, "in", list(paths))
        )
        key = model._read_group_groupby(model._table, path, members)
        rows = members.select(SQL.identifier(model._table, "id"), key)
        table = SQL(
            "(SELECT DISTINCT member.record, pair.department FROM (%s) "
            "AS member(record, key) JOIN (VALUES %s) AS pair(key, department) "
            "ON pair.key = member.key)",
            rows,
            SQL(", ").join(pairs),
        )
        condition = SQL("owner.record = %s", SQL.identifier(model._table, "id"))
        query.add_join("JOIN", "owner", table, condition)
        return SQL.identifier("owner", "department")
