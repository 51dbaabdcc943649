import inspect

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import KINDS, SECRET, SECRET_NUMBER, TestOkrAccessCommon

#: What public methods are given here, where they need something. A new public
#: method that needs something is added; one that needs nothing is tried unasked.
ARGUMENTS = {
    "check_in": {"value": 1},
    "write": {"vals": {"name": "Other"}},
    "create": None,  # tried below and in the other files, with all that it takes
    # Of a mail that is read already, which no call from outside brings: what hands one
    # over is tried in test_mail_gateway
    "message_route": None,
    "default_get": None,
    "onchange": None,
    "hierarchy_read": {
        "domain": [],
        "specification": {"display_name": {}},
        "parent_field": "parent_id",
    },
    "action_cancel": {"reason": "No"},
    "action_decline_alignment": {"reason": "No"},
    "copy_data": {},
    "leave_feedback": {"body": "x"},
    "ask_question": {"body": "x"},
    "answer_question": {"question_id": 1, "body": "x"},
    "web_search_read": {"domain": [], "specification": {"display_name": {}}},
    "formatted_read_group": {"domain": [], "groupby": ["key_result_id"]},
    "load": {"fields": ["name"], "data": []},
    "read_progress_bar": {
        "domain": [],
        "group_by": "state",
        "progress_bar": {"field": "status", "colors": {"on_track": "success"}},
    },
}


#: of records that are archived; ours are dropped
NOT_FOR_OURS = ("action_archive", "action_unarchive", "toggle_active")
#: of OCA's queue_job, where it is there: a call put off, which is checked when made
PUT_OFF = ("delayable", "with_delay")
LOGGERS = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.mail.models.mail_thread",
    "odoo.models",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorCalls(TestOkrAccessCommon):
    """Every public method is a door for who knows an id: JSON-2, RPC, the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._full_objective(**cls._secret_values())
        cls.hidden.action_activate()
        cls.parts = cls._parts(cls.hidden)
        cls.mine = cls._full_objective(word="Open", number=12.5, name="Open")
        cls.mine.action_activate()

    def _is_told(self, result):
        text = repr(result)
        return SECRET in text or str(SECRET_NUMBER) in text

    def _try(self, login, call):
        """Return what a call gives back, or the error that refuses it."""
        with mute_logger(*LOGGERS):
            try:
                with self.env.cr.savepoint() as savepoint:
                    result = call(self._env(login))
                    if hasattr(result, "_ids"):
                        result = result.read()
                    self.env.flush_all()
                    savepoint.rollback()
            except UserError as error:
                result = error
        self.env.invalidate_all(flush=False)
        return result

    # --- EVERY PUBLIC METHOD ---

    def _public_methods(self, model):
        """Return the names of public methods that this repository's code defines."""
        names = set()
        for cls in type(model).mro():
            if cls.__module__.startswith("odoo.addons.okr_module"):
                names.update(
                    name
                    for name, member in vars(cls).items()
                    if inspect.isfunction(member) and not name.startswith("_")
                )
        return sorted(names)

    def _state_of(self, records):
        self.env.invalidate_all()
        return records.read(load=None)

    def test_every_public_method_on_what_is_hidden(self):
        tried = set()
        for kind, model_name in KINDS.items():
            before = self._state_of(self.parts[kind])
            for name in self._public_methods(self.env[model_name]):
                arguments = ARGUMENTS.get(name, {})
                if arguments is None:
                    continue
                with self.subTest(model=model_name, method=name):

                    def call(env, n=name, a=arguments, m=model_name, k=kind):
                        return getattr(env[m].browse(self.parts[k].ids), n)(**a)

                    result = self._try("developer", call)
                    self.assertFalse(self._is_told(result))
                    self.assertEqual(self._state_of(self.parts[kind]), before)
                    tried.add(f"{model_name}.{name}")
                    method = getattr(type(self.env[model_name]), name)
                    # What takes no ids tells of what the caller may read
                    takes_ids = not getattr(method, "_api_model", False)
                    if name.startswith(("check_in", "get_")) and takes_ids:
                        self.assertIsInstance(result, AccessError)
        # So that the search for methods is one that finds them.
        self.assertLessEqual(
            {
                "okr.objective.action_activate",
                "okr.objective.action_cancel",
                "okr.objective.action_done",
                "okr.objective.write",
                "okr.key.result.check_in",
                "okr.key.result.get_curve",
                "okr.checkin.write",
            },
            tried,
        )

    def test_every_inherited_method_that_needs_nothing(self):
        """Of the framework, of mail and of whatever else is installed."""
        tried = set()
        for kind in ("objective", "key_result", "checkin", "initiative"):
            record = self.parts[kind]
            model = self.env[KINDS[kind]]
            before = self._state_of(record)
            for name in dir(type(model)):
                method = getattr(type(model), name, None)
                if name.startswith("_") or not inspect.isfunction(method):
                    continue
                if getattr(method, "_api_private", False):
                    continue
                if name in (*NOT_FOR_OURS, *PUT_OFF):
                    continue
                parameters = list(inspect.signature(method).parameters.values())[1:]
                if any(
                    p.default is p.empty
                    and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
                    for p in parameters
                ):
                    continue
                with self.subTest(model=model._name, method=name):

                    def call(env, n=name, r=record):
                        return getattr(r.with_env(env), n)()

                    try:
                        result = self._try("developer", call)
                    except (TypeError, ValueError, NotImplementedError, KeyError):
                        continue  # it did need something
                    self.assertFalse(self._is_told(result))
                    self.assertEqual(self._state_of(record), before)
                    tried.add(name)
        self.assertLessEqual({"unlink", "copy", "get_metadata", "read"}, tried)

    def test_acts_on_what_is_only_to_be_read(self):
        """In the open, but not theirs: read is not write."""
        objective, key_result = self.mine, self.mine.key_result_ids
        for record, names in (
            (objective, ("action_activate", "action_done", "action_draft")),
            (objective, ("action_cancel",)),
            (key_result, ("action_cancel",)),
        ):
            for name in names:
                with self.subTest(record=record._name, method=name):
                    arguments = ARGUMENTS.get(name, {})

                    def call(env, r=record, n=name, a=arguments):
                        return getattr(r.with_env(env), n)(**a)

                    self.assertIsInstance(self._try("developer", call), UserError)
                    if name in ("action_done", "action_cancel"):
                        self.assertTrue(self._try("sales_rep", call))
        curve = self._as("developer", key_result).get_curve()
        self.assertIn(12.5, [point["value"] for point in curve["actual"]])
        for name in ("action_activate", "action_start_review", "action_close"):

            def move(env, n=name):
                return getattr(self.cycle.with_env(env), n)()

            self.assertIsInstance(self._try("developer", move), UserError, name)
            self.assertIsInstance(self._try("sales_lead", move), UserError, name)

    def test_base_methods_by_id(self):
        """What every model has, for whoever knows an id."""
        for kind, model_name in KINDS.items():
            text = {
                "plan_point": "value",
                "target_change": "reason",
                "checkin": "note",
                "help_request": "answer",
                "alignment_request": "answer",
                "feedback": "body",
            }
            name = text.get(kind, "name")
            calls = {
                "copy": lambda r: r.copy(),
                "copy_data": lambda r: r.copy_data(),
                "mapped": lambda r, n=name: r.mapped(n),
                "filtered": lambda r, n=name: r.filtered(n).mapped("id"),
                "sorted": lambda r, n=name: r.sorted(n).mapped("display_name"),
                "grouped": lambda r, n=name: list(r.grouped(n)),
                "read": lambda r, n=name: r.read([n]),
                "get_metadata": lambda r: r.get_metadata(),
                "unlink": lambda r: r.unlink(),
                "web_save": lambda r, n=name: r.web_save({}, {n: {}}),
                "onchange": lambda r, n=name: r.onchange({}, [], {n: {}}),
            }
            for call_name, action in calls.items():
                with self.subTest(model=model_name, method=call_name):

                    def call(env, a=action, m=model_name, k=kind):
                        return a(env[m].browse(self.parts[k].ids))

                    result = self._try("developer", call)
                    self.assertFalse(self._is_told(result))
                    # One of many ids that are not there tells no more.
                    if call_name not in ("sorted",):
                        self.assertIsInstance(result, UserError)

    # --- FORMS ---

    def _form(self, env, model, **values):
        """Return what a form shows when it is given some values."""
        shown = {
            name: field
            for name, field in env[model]._fields.items()
            if env[model]._has_field_access(field, "read")
        }
        spec = {
            name: {}
            for name, field in shown.items()
            if field.type not in ("many2one", "one2many", "many2many", "reference")
            and not name.startswith(("message_", "activity_"))
        }
        spec |= {
            name: {"fields": {"display_name": {}}}
            for name, field in shown.items()
            if field.type == "many2one" and name != "message_main_attachment_id"
        }
        spec |= {
            name: {"fields": {"display_name": {}}}
            for name in values
            if env[model]._fields[name].type in ("one2many", "many2many")
        }
        return env[model].onchange(values, list(values), spec)

    def test_form_does_not_tell_of_what_it_is_pointed_at(self):
        """Computed and related fields are computed as superuser, also in a form."""
        objective, key_result = self.hidden.id, self.hidden.key_result_ids.id
        doors = [
            ("okr.checkin", "key_result_id", key_result),
            ("okr.checkin", "objective_id", objective),
            ("okr.milestone", "key_result_id", key_result),
            ("okr.initiative", "key_result_id", key_result),
            (
                "okr.key.result",
                "initiative_ids",
                [Command.link(self.parts["initiative"].id)],
            ),
            ("okr.plan.point", "key_result_id", key_result),
            ("okr.plan.change", "key_result_id", key_result),
            ("okr.key.result", "objective_id", objective),
            ("okr.key.result", "objective_id", {"id": objective}),
            ("okr.key.result", "checkin_ids", [Command.link(self.parts["checkin"].id)]),
            ("okr.objective", "parent_id", objective),
            ("okr.alignment.decline", "objective_ids", [Command.set([objective])]),
            ("okr.objective", "parent_key_result_id", key_result),
            ("okr.objective", "key_result_ids", [Command.link(key_result)]),
            ("okr.objective", "key_result_ids", [Command.set([key_result])]),
            ("okr.objective", "child_ids", [Command.link(objective)]),
            (
                "okr.objective",
                "key_result_ids",
                [Command.create({"objective_id": objective})],
            ),
        ]
        for model, name, value in doors:
            with self.subTest(model=model, name=name, value=value):
                result = self._try(
                    "developer",
                    lambda env, m=model, n=name, v=value: self._form(env, m, **{n: v}),
                )
                self.assertIsInstance(result, AccessError)
                self.assertFalse(self._is_told(result))
                result = self._try(
                    "sales_rep",
                    lambda env, m=model, n=name, v=value: self._form(env, m, **{n: v}),
                )
                self.assertIsInstance(result, dict)
                if isinstance(value, list):
                    continue
                result = self._try(
                    "developer",
                    lambda env, m=model, n=name, v=value: self._form(
                        env[m].with_context(**{f"default_{n}": v}).env, m
                    ),
                )
                self.assertFalse(self._is_told(result))

    def test_defaults_do_not_tell(self):
        key_result = self.hidden.key_result_ids.id
        for model in (
            "okr.checkin",
            "okr.plan.change",
            "okr.milestone",
            "okr.initiative",
            "okr.plan.point",
        ):

            def call(env, m=model):
                model = env[m].with_context(default_key_result_id=key_result)
                return model.default_get(list(model._fields))

            self.assertIsInstance(self._try("developer", call), AccessError, model)
            self.assertIsInstance(self._try("sales_rep", call), dict, model)

    def test_wizards_do_not_tell(self):
        key_result = self.hidden.key_result_ids.id
        for model, values in (
            ("okr.plan.change", {"key_result_id": key_result, "reason": "?"}),
        ):
            # pylint: disable-next=dangerous-default-value
            def call(env, m=model, v=values):
                wizard = env[m].create(v)
                lines = wizard.line_ids.read() if "line_ids" in wizard else []
                return wizard.read() + lines

            self.assertFalse(self._is_told(self._try("developer", call)), model)
            self.assertTrue(self._is_told(self._try("sales_rep", call)), model)

    def test_the_check_in_screen_does_not_tell(self):
        objective, key_result = self.hidden.id, self.hidden.key_result_ids.id
        row = {"key_result_id": key_result, "value": 1.0}

        def read(env):
            return env["okr.checkin.session"].get_data(objective)

        def save(env):
            return env["okr.checkin.session"].save([row])

        self.assertFalse(self._is_told(self._try("developer", read)))
        self.assertFalse(self._is_told(self._try("developer", save)))
        self.assertTrue(self._is_told(self._try("sales_rep", read)))

    def test_form_of_a_child_of_what_is_hidden(self):
        """A hidden parent that is there already does not keep the form from opening."""
        child = self._objective("developer", name="Child", parent_id=self.hidden.id)
        own = self._as("developer", child)
        spec = {"name": {}, "parent_id": {"fields": {"display_name": {}}}}
        values = {"name": "Renamed", "parent_id": self.hidden.id}
        result = own.onchange(values, ["name"], spec)
        self.assertFalse(self._is_told(result))
        row = own.web_save({"name": "Renamed"}, spec)[0]
        self.assertEqual(row["name"], "Renamed")
        self.assertEqual(row["parent_id"]["display_name"], "Not visible to you")
