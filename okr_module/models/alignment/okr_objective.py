from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..base.line import lock_line
from ..kpi.trial import filter_problem

#: fields that align an objective to something
LINKS = {"parent_id", "parent_key_result_id", "supported_objective_ids"}
#: how many objectives the map draws at once
MAP_LIMIT = 2000
#: what the map reads of thousands of objectives
MAP_FIELDS = (
    "alignment_state",
    "can_edit",
    "company_id",
    "contribution",
    "cycle_id",
    "department_id",
    "is_measured",
    "level",
    "level_rank",
    "member_ids",
    "name",
    "parent_id",
    "parent_path",
    "progress",
    "rollup",
    "sequence",
    "served_pillar_id",
    "state",
    "status",
    "supported_objective_ids",
    "user_id",
    "visibility",
)
#: why the line to what an objective contributes to carries no progress
LEFT_OUT = ("declined", "hidden", "weightless")


class OkrObjective(models.Model):
    """What an objective contributes to, and the map of it."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    # --- COMPUTE ---

    @api.depends("level", "department_id", "user_id")
    @api.depends_context("formatted_display_name", "lang")
    def _compute_display_name(self):
        """Say in a choice of objectives whose each one is: titles alone are alike."""
        result = super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return result
        levels = dict(self._fields["level"]._description_selection(self.env))
        for objective in self.sudo(False)._filtered_access("read"):
            about = (
                levels.get(objective.level),
                objective.department_id.name,
                objective.user_id.name,
            )
            objective.display_name = (
                f"{objective.display_name} \t --{' · '.join(filter(None, about))}--"
            )
        return result

    # --- CONSTRAINTS ---

    @api.constrains("parent_id", "supported_objective_ids")
    def _check_no_circle(self):
        """Refuse circles. Two that support one another are none: nothing is counted.

        Only itself nobody supports.
        """
        own = self.sudo()
        if self._has_cycle() or any(o in o.supported_objective_ids for o in own):
            self._refuse_circle()

    @api.constrains("parent_id", "supported_objective_ids", "company_id")
    def _check_alignment_company(self):
        for objective in self.sudo():
            above = objective.parent_id | objective.supported_objective_ids
            foreign = above.filtered(
                lambda o, own=objective.company_id: o.company_id != own
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%s belongs to another company; objectives are aligned within "
                        "one company.",
                        foreign[:1].sudo(False).display_name,
                    )
                )

    @api.constrains("company_id")
    def _check_aligned_company(self):
        """Refuse moving to another company what others there are aligned to."""
        own = self.sudo()
        aligned = own.child_ids | own.search(
            [("supported_objective_ids", "in", self.ids)]
        )
        for objective in aligned:
            above = (objective.parent_id | objective.supported_objective_ids) & own
            if above.company_id - objective.company_id:
                raise ValidationError(
                    self.env._(
                        "Others are aligned to %s; it cannot move to another company.",
                        above[:1].sudo(False).display_name,
                    )
                )

    @api.constrains("parent_id", "parent_key_result_id")
    def _check_parent_key_result(self):
        for objective in self.filtered("parent_key_result_id"):
            if objective.parent_key_result_id.objective_id != objective.parent_id:
                raise ValidationError(
                    self.env._(
                        "The key result that %s contributes to belongs to another "
                        "objective.",
                        objective.name,
                    )
                )

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        self._check_targets_exist(vals_list)
        return [
            self._with_parent_of_key_result(vals)
            for vals in super()._prepare_create(vals_list)
        ]

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._check_new_links({})
        return result

    def _prepare_write(self, vals):
        if not LINKS & set(vals):
            return super()._prepare_write(vals)
        self.check_access("write")
        vals = super()._prepare_write(vals)
        self._check_targets_exist([vals])
        return self._with_parent_of_key_result(vals)

    def _check_write(self, vals):
        result = super()._check_write(vals)
        # Asked before: Odoo itself would only say "Recursion Detected."
        parent_id = self._as_id(vals.get("parent_id"))
        if parent_id and lock_line(self, parent_id) & set(self.ids):
            self._refuse_circle()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        before["links"] = self._links() if LINKS & set(vals) else {}
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if LINKS & set(vals):
            self._check_new_links(before["links"])
        return result

    # --- MAP ---

    @api.model
    def _with_orphans(self, condition):
        """Return "without a parent" as "without a parent that may be seen"."""
        without_parent = condition.field_expr == "parent_id" and (
            condition.operator in ("=", "in") and condition.value in (False, [False])
        )
        if not without_parent:
            return condition
        return Domain("parent_id", "not any", [("can_read", "=", True)])

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Return the map around what a domain finds, as web_hierarchy asks for it.

        Whatever has no parent that the reader may see stands at the top: an objective
        of theirs does not vanish with a hidden one above it. Around one objective
        whose parent is hidden, it is the map without the parent; the original would
        fail.
        """
        domain = list(Domain(domain).map_conditions(self._with_orphans))
        found = self.search(domain, limit=2)
        if len(found) != 1 or found[parent_field].has_access("read"):
            rows = super().hierarchy_read(
                domain, specification, parent_field, child_field, order
            )
            return self._keep_running(rows, child_field)
        children = self.search([(parent_field, "=", found.id)], order=order)
        specification.setdefault(parent_field, {"fields": {"display_name": {}}})
        rows = (found + children).web_read(specification)
        if not child_field:
            below = self._read_group(
                [(parent_field, "in", children.ids)], [parent_field], ["id:array_agg"]
            )
            below = {parent.id: child_ids for parent, child_ids in below}
            below[found.id] = children.ids
            for row in rows:
                if below.get(row["id"]):
                    row["__child_ids__"] = below[row["id"]]
        return self._keep_running(rows, child_field)

    @api.model
    @api.readonly
    def web_search_read(self, domain, specification, *args, **kwargs):
        # The map asks so for the branches that somebody unfolds.
        found = super().web_search_read(domain, specification, *args, **kwargs)
        # Ids where nothing of them is asked for
        if specification.get("child_ids") == {}:
            found["records"] = self._keep_running(found["records"], "child_ids")
        return found

    @api.model
    def _keep_running(self, rows, child_field):
        """Leave out of the branches of a map what the filter "Running cycles" does.

        The filter looks for what stands at the top; what is unfolded below it does not
        run again only because it is below.

        :param rows: dicts of the map, with the ids of what is below
        """
        if not self.env.context.get("okr_running_only"):
            return rows
        name = child_field or "__child_ids__"
        below = {child for row in rows for child in row.get(name) or ()}
        running = self.search(self._running_domain() & Domain("id", "in", below))
        kept = set(running.ids)
        for row in rows:
            if row.get(name):
                row[name] = [child for child in row[name] if child in kept]
        return rows

    @api.model
    def _running_domain(self):
        """Return the domain of what lies in a cycle that runs."""
        return Domain("cycle_id.is_current", "=", True) | Domain(
            "cycle_id.state", "in", ("active", "review")
        )

    @api.model
    @api.readonly
    def get_map(self, domain: list | None = None) -> dict:
        """Return the whole alignment, as the map draws it.

        Shares are 0.0 to 1.0. It tells of what the caller may read and nothing else.

        :param domain: which objectives; what is above them comes along
        :raise UserError: if it is no filter of objectives
        :return: ``visions`` (``id``, ``name`` and ``pillars``, each ``id`` and
            ``name``), ``nodes`` (see :meth:`_map_node`, in the order in which siblings
            stand) and ``left_out`` (how many more there are than are drawn)
        """
        problem = filter_problem(self.sudo(), domain or [])
        if problem:
            raise UserError(problem)
        found = self.search_fetch(domain or [], MAP_FIELDS, limit=MAP_LIMIT)
        count = self.search_count(domain or []) if len(found) == MAP_LIMIT else 0
        above = {
            int(part)
            for path in found.mapped("parent_path")
            for part in (path or "").split("/")
            if part
        } - set(found.ids)
        beyond = self.browse(above)._filtered_access("read")
        beyond.fetch(MAP_FIELDS)
        objectives = (found | beyond).sorted(lambda o: (o.level_rank, o.sequence, o.id))
        key_results = self._map_key_results(objectives)
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("level", "state", "contribution")
        }
        readable = set(
            (objectives.parent_id | objectives.supported_objective_ids)
            ._filtered_access("read")
            .ids
        )
        today = {c: c._okr_today() for c in objectives.company_id}
        found_ids = set(found.ids)
        pillars = objectives.served_pillar_id
        visions = pillars.vision_id | self.env["okr.vision"].search(
            [("active", "=", True)]
        )
        return {
            "visions": [
                {
                    "id": vision.id,
                    "name": vision.name,
                    "pillars": [
                        {"id": pillar.id, "name": pillar.name}
                        for pillar in vision.pillar_ids
                        | pillars.filtered(
                            lambda p, vision=vision: p.vision_id == vision
                        )
                    ],
                }
                for vision in visions
            ],
            "nodes": [
                objective._map_node(
                    key_results.get(objective.id, ()),
                    labels,
                    readable,
                    is_found=objective.id in found_ids,
                    today=today[objective.company_id],
                )
                for objective in objectives
            ],
            "left_out": max(count - len(found), 0),
        }

    @api.model
    def _map_key_results(self, objectives):
        """Return what the map shows of key results, by the id of their objective.

        As plain rows: four times as many as objectives would be dear as records.

        :return: ``{id: [{"id", "name", "progress", "has_data", "kpi_mark"}]}``, in
            order
        """
        key_results = self.env["okr.key.result"]
        query = key_results._search(
            [("objective_id", "in", objectives.ids), ("state", "=", "active")],
            order=key_results._order,
        )
        names = (
            "id",
            "objective_id",
            "name",
            "progress",
            "is_measured",
            "kpi_id",
        )
        columns = [
            key_results._field_to_sql(query.table, name, query) for name in names
        ]
        rows = self.env.execute_query(query.select(*columns))
        linked = key_results.browse(row[0] for row in rows if row[-1])
        marks = {each.id: each.kpi_mark or "" for each in linked}
        found = {}
        for id_, objective_id, name, share, is_measured, _kpi in rows:
            found.setdefault(objective_id, []).append(
                {
                    "id": id_,
                    "name": name,
                    "progress": share or 0.0,
                    "has_data": bool(is_measured),
                    "kpi_mark": marks.get(id_, ""),
                }
            )
        return found

    def _map_node(self, key_results, labels, readable, *, is_found, today):
        """Return what the map shows of one objective.

        :param key_results: what :meth:`_map_key_results` returned of it
        """
        self.ensure_one()
        cycle = self.cycle_id
        ended = bool(cycle.date_end and cycle.date_end < today)
        parent = self.parent_id
        return {
            "id": self.id,
            "name": self.name,
            "level": self.level,
            "level_label": labels["level"][self.level],
            "department": self.department_id.name or "",
            "owner_id": self.user_id.id,
            "owner": self.user_id.name or "",
            "is_mine": self.env.user in self.user_id
            or self.env.user in self.member_ids,
            "is_found": is_found,
            "is_over": ended and self.state == "active" and cycle.state != "closed",
            "state": self.state,
            "state_label": labels["state"][self.state],
            "status": self.status,
            "progress": self.progress,
            "has_data": self._has_data(),
            "rollup": self.rollup,
            "visibility": self.visibility,
            "parent_id": parent.id if parent.id in readable else False,
            "has_parent": bool(parent),
            "pillar_id": self.served_pillar_id.id,
            "contribution_label": labels["contribution"].get(self.contribution, "")
            if self._is_worth_saying()
            else "",
            "is_left_out": self.contribution in LEFT_OUT,
            "can_move": self.can_edit and self.state in ("draft", "active"),
            "support_ids": [
                supported.id
                for supported in self.supported_objective_ids
                if supported.id in readable
            ],
            "supports": [
                supported.name
                for supported in self.supported_objective_ids
                if supported.id in readable
            ],
            "key_results": list(key_results),
        }

    def _is_worth_saying(self):
        """Tell whether the line upwards says more than progress.

        Where nothing aligned counts, nothing is left out; a draft is seen as one.
        """
        self.ensure_one()
        return (
            self.contribution in LEFT_OUT
            and self.sudo().parent_id.rollup != "key_results"
            or self.alignment_state in ("waiting", "declined")
        )

    def action_open_alignment(self):
        """Open the alignment map around the objective."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_alignment_action"
        )
        action["context"] = {"hierarchy_res_id": self.id}
        return action

    # --- BUSINESS ---

    def _domain_above(self):
        """Return the domain of these and of all above them."""
        above_ids = {
            int(part)
            for path in self.sudo().mapped("parent_path")
            for part in (path or "").split("/")
            if part
        }
        return Domain("id", "in", list(above_ids))

    def _family(self):
        """Return all above these and what is right below, as the reader may read it."""
        return self.search_fetch(
            self._domain_above() | Domain("parent_id", "in", self.ids)
        )

    def _paths_upwards(self, readable=None):
        """Return ``{objective: [record, ...]}``: what each is for, the nearest first.

        The objectives above it, then the pillar that it serves and its vision. It ends
        before the first objective that the reader may not read: what lies behind that
        one is told by nobody but those who may.

        :param readable: what ``_family`` says, where it was asked already
        """
        if readable is None:
            readable = self.search_fetch(self._domain_above())
        parent_of = {each.id: each.parent_id.id for each in readable.sudo()}
        found = {each.id: each for each in readable | self}
        paths = {}
        for objective in self:
            path, seen = [], {objective.id}
            above = objective.sudo().parent_id.id
            while above in found and above not in seen:
                seen.add(above)
                path.append(found[above])
                above = parent_of.get(above)
            pillar = objective.served_pillar_id
            if pillar:
                path += [pillar, pillar.vision_id]
            paths[objective] = path
        return paths

    def _refuse_circle(self):
        raise ValidationError(
            self.env._("An objective cannot contribute to itself, round a corner.")
        )

    @api.model
    def _check_targets_exist(self, vals_list):
        """Refuse what is not there: the database would say it in its own words."""
        for name in ("parent_id", "parent_key_result_id"):
            ids = {self._as_id(vals.get(name)) for vals in vals_list} - {0}
            targets = self.env[self._fields[name].comodel_name].sudo().browse(ids)
            if len(targets.exists()) < len(ids):
                raise ValidationError(
                    self.env._("What it is to contribute to is no longer there.")
                )

    def _links(self):
        """Return what each objective is aligned to, as sets of records, by its id."""
        return {
            objective.id: {
                *objective.parent_id,
                *objective.supported_objective_ids,
                *objective.parent_key_result_id,
            }
            for objective in self.sudo()
        }

    def _check_new_links(self, before):
        """Refuse new links to what is over; those that were there may stand.

        :param before: what :meth:`_links` returned before the change
        """
        for objective_id, links in self._links().items():
            for target in links - before.get(objective_id, set()):
                if target.cycle_id.state == "closed":
                    raise ValidationError(
                        self.env._(
                            "%s belongs to a closed cycle; nothing can be aligned to "
                            "it.",
                            target.sudo(False).display_name,
                        )
                    )
                if target.state == "cancelled":
                    raise ValidationError(
                        self.env._(
                            "%s was dropped; nothing can be aligned to it.",
                            target.sudo(False).display_name,
                        )
                    )

    @api.model
    def _with_parent_of_key_result(self, vals):
        """Aligning to a key result aligns to its objective."""
        key_result_id = vals.get("parent_key_result_id")
        if key_result_id and "parent_id" not in vals:
            key_result = self.env["okr.key.result"].browse(key_result_id)
            return dict(vals, parent_id=key_result.objective_id.id)
        if "parent_id" in vals and "parent_key_result_id" not in vals:
            if self and self.parent_key_result_id:
                return dict(vals, parent_key_result_id=False)
        return dict(vals)
