import ast
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ...arithmetic.span import Span
from .query import Definition, KpiScope
from .trial import (
    date_problem,
    filter_problem,
    in_plain_words,
    measure_problem,
    no_filter_sentence,
    sentence_of,
)

#: what a department, team or user path must lead to
PATH_MODELS = {
    "company_path": "res.company",
    "department_path": "hr.department",
    "user_path": "res.users",
    "team_path": "crm.team",
}
#: words and marks: what is not part of the definition. All else says whose records are
#: counted, which, how and for whom, so what an addon adds belongs to it by itself
NOT_DEFINITION = {
    "name",
    "code",
    "sequence",
    "active",
    "category_id",
    "question",
    "description",
    "better",
    "unit",
    "is_money",
    "gap_label",
    "value_ids",
    "key_result_ids",
    "shipped",
    "error",
    "error_since",
}
#: so many key results are taken again while somebody waits; the hourly job takes more
MOST_AT_ONCE = 1000
_logger = logging.getLogger(__name__)


class OkrKpi(models.Model):
    """A KPI that Odoo holds already, defined once and linked by many key results.

    A definition answers for any day of the past as well as for today, from the
    records' own business dates. It holds no code: domains are literals.
    """

    _name = "okr.kpi"
    _inherit = ["okr.named.mixin", "okr.input.access.mixin", "okr.steps.mixin"]
    _description = "KPI to link a key result to"
    _order = "category_id, sequence, name, id"

    _LONG_LINES = ("domain", "gap_domain")

    #: links that the database empties when a model or a field goes
    _LINKS = ("model_id", "measure_field_id", "date_field_id", "date_end_field_id")
    _NUMBERS = ("multiplier",)

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, index=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one("okr.kpi.category", index=True, ondelete="set null")
    question = fields.Char(
        translate=True, help="What it answers, such as 'How much did we sell?'"
    )
    description = fields.Text(
        translate=True, help="What is counted, by which date, and what is left out."
    )
    source = fields.Selection(
        [
            ("records", "Records"),
            ("digest", "Odoo digest KPI"),
            ("goal_definition", "Gamification goal"),
            ("ratio", "Ratio of two KPIs"),
            ("pushed", "From outside"),
        ],
        default="records",
        required=True,
    )
    # Kept as text beside the link: it says what is missing once an app is gone.
    model_id = fields.Many2one(
        "ir.model",
        string="Records of",
        ondelete="set null",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    model_name = fields.Char(
        compute="_compute_names", store=True, string="Technical name of the records"
    )
    domain = fields.Char(
        default="[]", help="Which records count: a list, without any code."
    )
    aggregate = fields.Selection(
        [
            ("count", "Number of records"),
            ("sum", "Sum"),
            ("avg", "Average"),
            ("min", "Lowest"),
            ("max", "Highest"),
            ("count_distinct", "Number of different values"),
        ],
        default="count",
        required=True,
    )
    measure_field_id = fields.Many2one(
        "ir.model.fields",
        string="Of field",
        ondelete="set null",
        domain="[('model_id', '=', model_id)]",
    )
    measure_name = fields.Char(compute="_compute_names", store=True)
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="By date",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime'))]",
        help="The records' own business date. Without one there is only today's "
        "value, and no history.",
    )
    date_name = fields.Char(compute="_compute_names", store=True)
    date_is_datetime = fields.Boolean(compute="_compute_date_is_datetime")
    date_end_field_id = fields.Many2one(
        "ir.model.fields",
        string="Until date",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime'))]",
        help="For what stands at a date: the day on which a record stops counting.",
    )
    date_end_name = fields.Char(compute="_compute_names", store=True)
    date_end_counts = fields.Boolean(
        string="Until and including",
        help="The until date is the last day that counts, as with contracts. "
        "Otherwise a record stops counting on that day, as an invoice once paid.",
    )
    nature = fields.Selection(
        [("flow", "Adds up over a span"), ("stock", "Stands at a date")],
        default="flow",
        required=True,
    )
    company_path = fields.Char(
        string="Company found by",
        default="company_id",
        help="Names of fields that lead from a record to its company, with dots "
        "between them. Empty: records belong to all companies.",
    )
    without_company = fields.Boolean(
        string="Records without a company too",
        help="Records that belong to no company count for every company.",
    )
    department_path = fields.Char(
        string="Department found by",
        help="Such as employee_id.department_id. Empty: the department of its person.",
    )
    user_path = fields.Char(
        string="Person found by", help="Whose record it is, such as user_id."
    )
    team_path = fields.Char(
        string="Team found by", help="Which sales team's record it is, such as team_id."
    )
    person_path = fields.Char(
        string="People counted by",
        help="The people behind the records, for the guard of small groups.",
    )
    better = fields.Selection(
        [("higher", "Higher is better"), ("lower", "Lower is better")],
        default="higher",
        required=True,
    )
    unit = fields.Char(translate=True)
    is_money = fields.Boolean(string="Money")
    multiplier = fields.Float(
        default=1.0,
        help="Income is booked with a minus in Accounting: -1 turns it round. A ratio "
        "in percent takes 100.",
    )
    currency_id = fields.Many2one(
        "res.currency", help="Empty: the currency of the key result."
    )
    numerator_id = fields.Many2one("okr.kpi", ondelete="restrict", index=True)
    denominator_id = fields.Many2one("okr.kpi", ondelete="restrict", index=True)
    digest_field = fields.Char(
        string="Digest KPI", help="Such as kpi_crm_lead_created."
    )
    run_as_id = fields.Many2one(
        "res.users",
        string="Computed as",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="The KPI is what this person sees. Empty: what the person sees who "
        "links it.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: it serves all companies."
    )
    group_ids = fields.Many2many(
        "res.groups", string="Who may link it", help="Empty: everybody who may read it."
    )
    min_group_size = fields.Integer(
        string="Smallest group",
        default=1,
        help="A KPI about fewer people than this shows nowhere.",
    )
    gap_domain = fields.Char(
        string="What could close the gap",
        help="The open records that could close the gap, such as open quotations.",
    )
    gap_label = fields.Char(
        string="Called", translate=True, help="Such as: Open quotations."
    )
    value_ids = fields.One2many("okr.kpi.value", "kpi_id", string="Pushed values")
    key_result_ids = fields.One2many("okr.key.result", "kpi_id")
    key_result_count = fields.Integer(
        compute="_compute_key_result_count", string="Number of key results"
    )
    has_history = fields.Boolean(compute="_compute_has_history")
    error = fields.Text(
        string="Why it does not answer",
        readonly=True,
        copy=False,
        help="What keeps it from being counted, since it was last tried.",
    )
    error_since = fields.Datetime(string="Since", readonly=True, copy=False)
    is_failing = fields.Boolean(
        string="Fails",
        compute="_compute_is_failing",
        search="_search_is_failing",
        help="It does not answer, or a key result that is linked to it has no answer.",
    )
    failing_note = fields.Text(
        string="What fails",
        compute="_compute_is_failing",
        help="Why it does not answer, or how many key results it fails for.",
    )
    shipped = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Its values as the addon that brings it last set them.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "There is a KPI with this code already."
    )
    _check_min_group_size = models.Constraint(
        "CHECK(min_group_size >= 1)", "The smallest group has one member or more."
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends(
        "model_id", "measure_field_id", "date_field_id", "date_end_field_id", "source"
    )
    def _compute_names(self):
        for kpi in self:
            # When the model or a field goes with its app, the links become empty; the
            # names stay, so that the definition says what it used to count.
            for name, link in (
                ("model_name", kpi.model_id.model),
                ("measure_name", kpi.measure_field_id.name),
                ("date_name", kpi.date_field_id.name),
                ("date_end_name", kpi.date_end_field_id.name),
            ):
                gone = not kpi.model_id and kpi.model_name and kpi._origin
                kpi[name] = link or (kpi[name] if gone else False)

    @api.depends("model_name", "date_name")
    def _compute_date_is_datetime(self):
        for kpi in self:
            # By name: the link goes with the addon that brought the definition.
            model = self.env.get(kpi.model_name or "")
            field = model is not None and model._fields.get(kpi.date_name or "")
            kpi.date_is_datetime = bool(field) and field.type == "datetime"

    @api.depends("key_result_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_key_result_count(self):
        counts = dict(
            self.env["okr.key.result"]._read_group(
                [("kpi_id", "in", self.ids)], ["kpi_id"], ["__count"]
            )
        )
        for kpi in self:
            kpi.key_result_count = counts.get(kpi._origin, 0)

    @api.depends("source", "date_name", "numerator_id", "denominator_id")
    def _compute_has_history(self):
        for kpi in self:
            if kpi.source == "ratio":
                kpi.has_history = (
                    kpi.numerator_id.has_history and kpi.denominator_id.has_history
                )
            else:
                kpi.has_history = kpi.source != "records" or bool(kpi.date_name)

    @api.depends("error", "key_result_ids.kpi_error")
    @api.depends_context("lang")
    def _compute_is_failing(self):
        failing = self._failing_domain()
        for kpi in self:
            # How many, not which or why: they may be private.
            count = len(kpi.sudo().key_result_ids.filtered_domain(failing))
            kpi.is_failing = bool(kpi.error or count)
            kpi.failing_note = kpi.error or (
                self.env._("Linked key results without an answer: %s.", count)
                if count
                else False
            )

    def _search_is_failing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("error", "!=", False) | Domain(
            "key_result_ids", "any!", self._failing_domain()
        )

    @api.model
    def _failing_domain(self):
        """Return the domain of key results whose source should answer, and does not."""
        return (
            Domain("kpi_error", "!=", False)
            & Domain("state", "=", "active")
            & Domain("cycle_id.state", "!=", "closed")
        )

    # --- CONSTRAINTS ---

    @api.constrains("source", "min_group_size", "person_path", "denominator_id")
    def _check_people_can_be_counted(self):
        """A guard that cannot count people would keep back everything, or nothing."""
        for kpi in self.filtered(lambda kpi: kpi.min_group_size > 1):
            of = kpi.denominator_id if kpi.source == "ratio" else kpi
            if of.source in ("digest", "pushed") or (
                of.source == "records" and not of.person_path
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a smallest group needs to know the people behind the "
                        "records.",
                        kpi.name,
                    )
                )

    # --- READY-MADE KPIS ---

    def _load_records_create(self, vals_list):
        kpis = super()._load_records_create(vals_list)
        if self.env.context.get("install_mode"):
            for kpi, vals in zip(kpis, vals_list, strict=True):
                kpi._remember_shipped(vals)
        return kpis

    def _load_records_write(self, values):
        """Correct a ready-made KPI by an update, but for what was changed here.

        So data files of KPIs are not ``noupdate``: a mended definition reaches every
        customer, and what a customer has made of one stays.
        """
        if not self.env.context.get("install_mode"):
            return super()._load_records_write(values)
        shipped = self.shipped or {}
        kept = {
            name: value
            for name, value in values.items()
            if name not in shipped or shipped[name] == self._shipped_value(name)
        }
        result = super()._load_records_write(dict(kept))
        self._remember_shipped(kept)
        return result

    def _remember_shipped(self, names):
        self.ensure_one()
        values = {name: self._shipped_value(name) for name in names}
        self.shipped = {**(self.shipped or {}), **values}

    def _shipped_value(self, name):
        """Return the value of a field such that two of them can be compared."""
        value, kind = self[name], self._fields[name].type
        if kind == "many2one":
            return value.id
        return sorted(value.ids) if isinstance(value, models.BaseModel) else value

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._check_run_as()
        self._try_out()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if self._definition_fields().intersection(vals):
            self._check_run_as()
            self._try_out()
        return result

    @api.model
    def _nameless_sentence(self):
        return self.env._("A KPI needs a name.")

    # --- ACTIONS AND API ---

    def action_compute_now(self):
        """Try the KPI out, now, and have what is linked to it taken again.

        What fails is said on the KPI (``error``) and on its key results, which get
        their mark at once, or lose it, and raises nothing. Of more than a thousand
        key results the others follow within the hour, as the notice says.

        :return: a notice for the screen
        :raise AccessError: if the caller may not change a KPI
        """
        self.check_access("write")
        self._try_again()
        more = self._refresh_linked()
        failed = self.filtered("is_failing")
        message = failed[:1].failing_note or self.env._("It answers.")
        if more:
            message = self.env._(
                "%s More than a thousand key results are linked: some follow within "
                "the hour.",
                message,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_key_results(self):
        """Open the key results that are linked to the KPI."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_key_result_action"
        )
        action["domain"] = [("kpi_id", "=", self.id)]
        action["context"] = {}
        return action

    def _refresh_linked(self):
        """Take key results again that are linked, those without an answer first.

        :return: whether there are more than that
        """
        key_results = self.env["okr.key.result"].sudo()
        linked = key_results.search(
            key_results._refreshable_domain() & Domain("kpi_id", "in", self.ids),
            order="kpi_error_since, id",
            limit=MOST_AT_ONCE + 1,
        )
        asked = linked[:MOST_AT_ONCE]
        # Whether a source fails is told by asking it, even where no record has changed
        asked._write_noted({"kpi_fingerprint": False})
        asked._refresh_kpis()
        return len(linked) > len(asked)

    # --- LINKING ---

    def _definition(self):
        """Return the :class:`~.query.Definition` of a KPI of records."""
        self.ensure_one()
        return Definition(
            name=self.display_name,
            model_name=self.model_name,
            domain=self._literal(self.domain),
            aggregate=self.aggregate,
            measure_name=self.measure_name,
            date_name=self.date_name,
            date_is_datetime=self.date_is_datetime,
            date_end_name=self.date_end_name,
            date_end_counts=self.date_end_counts,
            nature=self.nature,
            company_path=self.company_path,
            without_company=self.without_company,
            paths={
                kind: self[f"{kind}_path"] for kind in ("department", "user", "team")
            },
            person_path=self.person_path,
            min_group_size=self.min_group_size,
            version=self.write_date,
        )

    # --- NO CODE IN DATA ---

    @api.model
    def _literal(self, text):
        """Return the list that a domain text stands for. Nothing is evaluated.

        :raise UserError: with a sentence, if the text is anything but a literal list
        """
        try:
            value = ast.literal_eval(text or "[]")
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            value = None
        if not isinstance(value, list):
            raise UserError(no_filter_sentence(self.env))
        return value

    def _filter_problem(self, text):
        """Return why key results cannot take a further filter, False where they can.

        :param text: the filter as text
        """
        self.ensure_one()
        try:
            domain = self._literal(text)
        except UserError as error:
            return str(error)
        for part in self._with_parts() if domain else ():
            if part.source != "ratio" and not part._models_read():
                return part._no_filter_sentence()
            for name in part._models_read():
                problem = name in self.env and filter_problem(
                    self.env[name].sudo(), domain
                )
                if problem:
                    return problem
        return False

    def _no_filter_sentence(self):
        """Return why a KPI that has no records takes no filter."""
        return self.env._(
            "%s is not counted from records here, so nothing can be filtered.",
            self.name,
        )

    # --- TRIED BEFORE IT IS KEPT ---

    def _try_out(self):
        """Compute definitions once, and refuse those that cannot work.

        What comes with an addon is not refused: its installation would fail for one
        that a customer can mend. Nor is what its person may not read, for rights come
        and go without the definition. Both carry a mark.

        :raise ValidationError: with a sentence that says what does not work
        """
        is_installed = self.env.context.get("install_mode")
        for kpi in self:
            problem = kpi._problem()
            is_marked = is_installed or isinstance(problem, AccessError)
            if problem and not is_marked:
                raise ValidationError(str(problem))
            if problem and is_installed:
                _logger.warning("The KPI %s does not work: %s", kpi.code, problem)
            kpi._keep_problem(problem)

    def _try_again(self):
        """Try definitions out, and keep what is wrong."""
        for kpi in self:
            kpi._keep_problem(kpi._problem())

    def _keep_problem(self, problem):
        """Note what is wrong, and since when.

        :param problem: as :meth:`_problem` returns it
        """
        self.ensure_one()
        sentence = str(problem) if problem else False
        if (self.error or False) == sentence:
            return
        since = self.error_since or fields.Datetime.now() if problem else False
        self.sudo()._write_noted({"error": sentence, "error_since": since})

    def _problem(self):
        """Return why a KPI cannot work, False where it can. It is computed once.

        :return: a UserError; an AccessError where its person may not read the records
        """
        self.ensure_one()
        kpi = self.sudo()
        person = kpi.run_as_id or self.env.user
        kind = UserError
        problem = kpi._problem_of_person() or kpi._problem_of_definition()
        if not problem:
            try:
                with in_plain_words(self.env, person):
                    kpi._try_once(person)
            except UserError as error:
                problem, kind = str(error), type(error)
        if not problem:
            return False
        return kind(self.env._("%(kpi)s: %(problem)s", kpi=kpi.name, problem=problem))

    def _sentence_of(self, error, person):
        """Return what went wrong as a sentence, such as which field is missing.

        :param error: an exception, of whatever kind
        :param person: as whom the KPI was computed
        """
        problem = False
        if self and not isinstance(error, UserError):
            parts = self.sudo()._with_parts()
            problem = next(
                filter(None, (p._problem_of_definition() for p in parts)), ""
            )
        return problem or sentence_of(self.env, error, person)

    def _problem_of_person(self):
        person = self.run_as_id
        if person.share:
            return self.env._(
                "It is computed as %s, who does not work here. Choose an internal "
                "user.",
                person.name,
            )
        if not (self.code or "").strip():
            return self.env._("It needs a code.")
        if not self.multiplier:
            return self.env._("Multiplied by 0 it is always 0.")
        return False

    def _problem_of_definition(self):
        """Return what does not fit together in a definition, before it is computed."""
        source = getattr(self, f"_problem_of_{self.source}", None)
        return source() if source else False

    def _problem_of_records(self):
        if not self.model_id and not self.model_name:
            return self.env._("Say what it is counted from.")
        model = self.env.get(self.model_id.model or "")
        if model is None:
            return False  # its app is gone: computing it says so
        for link in self._LINKS[1:]:
            if self[link] and self[link].model_id != self.model_id:
                return self.env._(
                    "%(field)s belongs to %(other)s, not to %(records)s.",
                    field=self[link].field_description,
                    other=self[link].model_id.name,
                    records=self.model_id.name,
                )
        if self.aggregate != "count":
            if not self.measure_field_id:
                return self.env._("Say which field is added up.")
            problem = measure_problem(model, self.measure_name, self.aggregate)
            if problem:
                return problem
        for name in filter(None, (self.date_name, self.date_end_name)):
            if problem := date_problem(model, name):
                return problem
        try:
            for text in (self.domain, self.gap_domain):
                if problem := filter_problem(model, self._literal(text)):
                    return problem
        except UserError as error:
            return str(error)
        for path_name, comodel in PATH_MODELS.items():
            if problem := self._path_problem(path_name, comodel):
                return problem
        return False

    def _problem_of_ratio(self):
        parts = self.numerator_id, self.denominator_id
        if not all(parts):
            return self.env._("Say what it is counted from.")
        if any(part.source == "ratio" for part in parts):
            return self.env._("A ratio is made of plain KPIs.")
        return False

    def _is_stock(self):
        """Tell whether it stands at a day; of a ratio, whether what it counts does."""
        self.ensure_one()
        is_ratio = self.source == "ratio"
        return "stock" in (self.nature, is_ratio and self.numerator_id.nature)

    def _adds_up(self):
        """Tell whether it adds up from 0 over a span, as no average does."""
        self.ensure_one()
        if self.source == "ratio" or self.nature == "stock":
            return False
        averages = ("avg", "min", "max")
        return not (self.source == "records" and self.aggregate in averages)

    def _try_once(self, person):
        """Compute the KPI of today, for each kind of whom it can be told for.

        :param person: as whom
        :raise Exception: whatever goes wrong
        """
        company = self.company_id or self.env.company
        if company not in person.company_ids:
            company = person.company_id
        today = company._okr_today()
        scope = KpiScope(
            "company",
            company.ids,
            company,
            person,
            currency=self.currency_id or company.currency_id,
        )
        self._results(scope, [Span(today, today)])
        if self.source != "records":
            return
        # Nobody's, so that it costs next to nothing; of departments there must be one.
        some = {
            "department": self.env["hr.department"].sudo().search([], limit=1).ids,
            "user": [0],
            "team": [0],
        }
        for kind, ids in some.items():
            if ids and self[f"{kind}_path"]:
                scope = scope._replace(kind=kind, ids=tuple(ids))
                self._results(scope, [Span(today, today)])

    def _path_problem(self, path_name, comodel):
        """Return why a path does not lead to what it should, False where it does."""
        path = self[path_name]
        if not path:
            return False
        model = self.env[self.model_id.model]
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return self.env._("The records have no %s.", path)
            model = self.env[field.comodel_name] if field.relational else None
        if model is None or model._name != comodel:
            return self.env._(
                "%(path)s does not lead to a %(model)s.", path=path, model=comodel
            )
        return False

    # --- WHAT IT IS ---

    @api.model
    def _definition_fields(self):
        """Return the names of the fields that say what a KPI tells, and whom."""
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and name not in NOT_DEFINITION
            and name not in models.MAGIC_COLUMNS
        }

    # --- UNINSTALL ---

    @api.model
    def _without_app_ids(self):
        """Return the ids of the KPIs that were kept when their addon went."""
        names = self.env["ir.model.data"].sudo()
        kept = [("module", "=", "okr_module"), ("name", "=like", "kept\\_\\_%")]
        return names.search([("model", "=", "okr.kpi"), *kept]).mapped("res_id")

    def _archived_by_people(self):
        """Return those that somebody archived, not because their app went."""
        archived = self.filtered(lambda kpi: not kpi.active)
        return archived and archived - self.browse(archived._without_app_ids())

    @api.model
    def _let_go(self, model_ids, field_ids):
        """Empty the links to models and fields that are about to go.

        The names beside the links stay. All at once and by hand: the database would
        empty them one by one, and refuse the first because the second is gone.
        """
        # Taken out itself, the module loses its columns before the last field is gone.
        there = table_columns(self.env.cr, self._table)
        if not field_ids or not all(name in there for name in self._LINKS):
            return
        self.flush_model(self._LINKS)
        lost = [
            SQL("%s = ANY(%s)", SQL.identifier(name), list(field_ids))
            for name in self._LINKS[1:]
        ]
        lost.append(SQL("model_id = ANY(%s)", list(model_ids)))
        self.env.cr.execute(
            SQL(
                "UPDATE okr_kpi SET %s WHERE %s",
                SQL(", ").join(
                    SQL(
                        "%(link)s = CASE WHEN %(link)s = ANY(%(ids)s) THEN NULL "
                        "ELSE %(link)s END",
                        link=SQL.identifier(name),
                        ids=list(model_ids if name == "model_id" else field_ids),
                    )
                    for name in self._LINKS
                ),
                SQL(" OR ").join(lost),
            )
        )
        self.invalidate_model(self._LINKS)
