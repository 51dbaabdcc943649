from contextlib import contextmanager
from contextvars import ContextVar

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from ..base.bounds import check_bounds

#: the creates and writes of our models that are under way, ``(model, verb)``, the
#: outermost first
_UNDER_WAY = ContextVar("okr_under_way", default=())
#: what Odoo leaves a change out of the discussion for, in the context
_UNLOGGED = ("tracking_disable", "mail_notrack")


class _Quiet:
    """Says that a change is not logged; of a class that nobody can send."""


#: what our own code puts into the context, such as ``tracking_disable=QUIET``, where
#: it says in one line what it does to many, or does what is taken back
QUIET = _Quiet()


class OkrStepsMixin(models.AbstractModel):
    """The one way in and out of a record: what happens to it, step by step.

    The order is read here: what comes in is put in order (``_prepare_*``), it is asked
    whether it may be (``_check_*``), what will be lost is remembered (``_before_*``),
    it is kept, and what follows from it is done (``_after_*``). Rooms and addons extend
    the steps by way of ``super()``. They call it first, but where they say what the
    others are to find: what nobody may do at all is refused before others look, an
    empty cell of an imported file is left out before anybody reads it. Within a step
    no room relies on another's turn otherwise. ``write`` itself is extended only by
    what decides for which records the steps are taken, and whether at all.

    ``before`` is a dict that each room adds its own keys to. What is only said together
    with a change, such as its reason, is taken out of the values by ``_before_write``.
    """

    _name = "okr.steps.mixin"
    _description = "Steps of a change"

    #: names of fields that hold a line of conditions, which may be long
    _LONG_LINES = ()
    #: names of fields that a room reads itself, with a sentence for what it cannot
    _READ_BY_ITSELF = ()

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._prepare_create([dict(vals) for vals in vals_list])
        self._check_create(vals_list)
        for vals in vals_list:
            self._check_kept(vals)
        said = self._said_with(*vals_list)
        with self._under_way("create"):
            records = super(OkrStepsMixin, said).create(vals_list)
        records = records.with_env(self.env)
        records._after_create(vals_list)
        return records

    def write(self, vals):
        self = self._logged()
        vals = self._prepare_write(dict(vals))
        self._check_write(vals)
        self._check_kept(vals)
        said = self._said_with(vals)
        before = self._before_write(vals)
        with self._under_way("write"):
            result = super(OkrStepsMixin, said).write(vals)
        self._after_write(vals, before)
        return result

    def unlink(self):
        before = self._before_unlink()
        result = super().unlink()
        self._after_unlink(before)
        return result

    def _logged(self):
        """Return these records so that what changes is logged, whoever asks not to.

        Only what runs as the system itself may: a context comes from the caller, also
        where something is done for them as superuser.
        """
        context = self.env.context
        sent = [
            name
            for name in _UNLOGGED
            if context.get(name) and not isinstance(context[name], _Quiet)
        ]
        if not sent or self.env.uid == SUPERUSER_ID:
            return self
        # Nobody is mailed, as was asked
        quiet = {"mail_auto_subscribe_no_notify": True}
        return self.with_context(**quiet, **dict.fromkeys(sent, False))

    # --- WHAT IS UNDER WAY ---

    @contextmanager
    def _under_way(self, verb):
        """Note for the block that records of this model are created or written."""
        token = _UNDER_WAY.set((*_UNDER_WAY.get(), (self._name, verb)))
        try:
            yield
        finally:
            _UNDER_WAY.reset(token)

    @api.model
    def _is_made_with(self, model_name):
        """Tell whether these come with a new record of a model, as lines of it.

        Asked in ``_after_create``. Nothing that a caller sends says so: a context may
        hold anything.
        """
        return _UNDER_WAY.get()[-1:] == ((model_name, "create"),)

    def _said_with(self, *vals_list):
        """Return these records as those that the lines within some values belong to.

        What is said with a change holds for its lines as well; it is in the context.
        """
        return self

    # --- STEPS ---

    @api.model
    def _prepare_create(self, vals_list):
        """Return the values of new records: what came in, completed and in order.

        :param vals_list: list of dicts, the caller's own copies
        :raise UserError: with a sentence, for what cannot be understood
        :raise AccessError: for what is not the caller's to give
        """
        for vals in vals_list:
            self._check_bounds(vals)
        return vals_list

    @api.model
    def _check_create(self, vals_list):
        """Refuse values of new records that make no sense or may not be now."""

    def _after_create(self, vals_list):
        """Do what follows from new records; refuse those that may not be.

        :param vals_list: the values they were made from, in their order
        """

    def _prepare_write(self, vals):
        """Return the values to write: what came in, completed and in order.

        :param vals: dict, the caller's own copy
        :raise UserError: with a sentence, for what cannot be understood
        :raise AccessError: for what is not the caller's to give
        """
        self._check_bounds(vals)
        return vals

    def _check_write(self, vals):
        """Refuse a change that makes no sense or may not be now."""

    def _before_write(self, vals):
        """Return what has to be remembered of before the change, by name.

        Takes out of ``vals`` what is said with the change and not kept.
        """
        return {}

    def _after_write(self, vals, before):
        """Do what follows from a change; refuse it where it turns out wrong.

        :param before: what :meth:`_before_write` returned
        """

    def _before_unlink(self):
        """Return what has to be remembered of records that go, by name."""
        return {}

    def _after_unlink(self, before):
        """Do what follows when records are gone.

        :param before: what :meth:`_before_unlink` returned
        """

    @api.model
    def _check_bounds(self, vals):
        """Refuse what a field does not take: of another kind, or too much.

        What the system notes, such as why a source failed, is its own to bound.
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if name in self._READ_BY_ITSELF:
                continue
            if field and (
                not field.readonly or field.type in ("many2one", "selection")
            ):
                check_bounds(self, name, value)

    def _check_kept(self, vals):
        """Refuse emptying what has to be said, before the database does."""
        for name, value in vals.items():
            field = self._fields.get(name)
            if (
                field
                and field.required
                and field.store
                and field.type not in ("boolean", "integer", "float", "monetary")
                and (value is None or value is False or value == "")
            ):
                raise ValidationError(
                    self.env._(
                        "%s cannot be left empty.",
                        field._description_string(self.env),
                    )
                )

    def _write_noted(self, vals):
        """Write what the system notes by itself: no step is taken for it."""
        return super().write(vals)
