from odoo import api, models, tools
from odoo.exceptions import MissingError
from odoo.fields import Domain

#: Says in a context that what is read will be gone through afterwards. An object, and
#: no True: a context comes from outside, and nobody can send this one.
JUDGED_LATER = object()
#: as many are gone through at once to fill a page
AT_ONCE = 500
#: what a reader may ask about messages that tells of what they know themselves
_OF_READER = ("id", "needaction", "starred")


class OkrPrivateNoteMixin(models.AbstractModel):
    """What hangs on a record by model and id, and follows the right to read it.

    Mail shows a message to whomever it once reached, and an activity to whomever it
    was given, also after the record was hidden from them. What is said about an
    objective is as private as the objective.

    No record rule says so. A rule is asked about every message there is; this goes
    through what Odoo has found or let pass already, a page mostly, and looks only at
    what hangs on records of ours. Where there is none it asks the database nothing.
    """

    _name = "okr.private.note.mixin"
    _description = "Note that follows the right to read"

    #: name of the field that holds the name of the model
    _okr_model_field = "res_model"

    @api.model
    @tools.ormcache()
    def _okr_private_models(self):
        """Return the names of the models whose notes follow the right to read."""
        return frozenset(
            name
            for name, model in self.pool.items()
            if name.startswith("okr.") and not model._abstract and not model._transient
        )

    @api.model
    def _okr_readers_env(self):
        """Return an environment in which the reader's own rights count.

        A note of any company that the reader works in may be read, whichever of them
        is open.
        """
        companies = list(self.env.user._get_company_ids())
        return (
            self.sudo(False)
            .with_context(allowed_company_ids=companies, active_test=False)
            .env
        )

    def _okr_notes(self):
        """Return those of these that hang on records of ours, as superuser.

        What is not known of them is fetched together with all that is read next, so
        that asking saves the reader a query and costs none.
        """
        notes = self.sudo()._origin
        known = self._fields[self._okr_model_field]._get_cache(notes.env)
        if any(id_ not in known for id_ in notes._ids):
            notes.fetch()
        ours = self._okr_private_models()
        return notes.browse([id_ for id_ in notes._ids if known.get(id_) in ours])

    def _okr_hidden(self):
        """Return those of these that hang on records which the reader may not read."""
        reader = self.sudo(False)
        if reader.env.su:
            return self.browse()
        by_model = self._okr_notes().grouped(self._okr_model_field)
        if not by_model:
            return self.browse()
        hidden = []
        env = self._okr_readers_env()
        for name, notes in by_model.items():
            # As Odoo asks for a message: where it did, nothing is asked again
            records = env[name].browse(set(notes.mapped("res_id")))
            try:
                readable = set(records._filtered_access("read")._ids)
            except MissingError:
                readable = set(records.exists()._filtered_access("read")._ids)
            hidden += [note.id for note in notes if note.res_id not in readable]
        return self.browse(hidden)

    @api.model
    def _okr_may_concern(self, domain):
        """Tell whether a domain may find anything that hangs on records of ours."""
        name = self._okr_model_field
        domain = Domain(domain).optimize(self)
        if any(part == "!" for part in domain):
            return True  # what is not known to hold is not known not to hold
        models_only = domain.map_conditions(
            lambda condition: condition if condition.field_expr == name else Domain.TRUE
        )
        for condition in models_only.optimize(self).iter_conditions():
            if condition.operator == "in":
                return not self._okr_private_models().isdisjoint(condition.value)
        return True

    @api.model
    def _okr_open(self, domain, query, order, offset=0, limit=None, **kwargs):
        """Return a query for what the reader may see of what Odoo has found.

        :param domain: what was looked for
        :param query: what was found
        :param kwargs: whatever else it was looked for with
        """
        later = self.env.context.get("okr_judged_later") is JUDGED_LATER
        if self.env.su or later or not self._okr_may_concern(domain):
            return query
        found = self.browse(query)
        open_ = found - found._okr_hidden()
        is_whole = not offset and (not limit or len(open_) == limit)
        if not is_whole and self._okr_may_tell(domain):
            open_ = self._okr_page(domain, order, offset, limit, **kwargs)
        return open_._as_query(ordered=bool(order))

    @api.model
    def _okr_may_tell(self, domain):
        """Tell whether a page that is too short says more than the reader knows.

        What they were sent themselves, and by its number, says nothing else.
        """
        return any(
            condition.field_expr not in _OF_READER or "any" in condition.operator
            for condition in Domain(domain).iter_conditions()
        )

    @api.model
    def _okr_page(self, domain, order, offset, limit, **kwargs):
        """Return one page of what is found, as if what is hidden were not there.

        Odoo takes the page first and leaves out of it what is hidden: so whoever asks
        for one record, known or hidden, is told by nothing whether there is a hidden
        one, and reads it letter by letter.
        """
        order = f"{order or self._order}, id"
        step, start, open_ = max(AT_ONCE, limit or 0), 0, []
        while True:
            ids = list(
                self._search(domain, start, step, order, bypass_access=True, **kwargs)
            )
            theirs = self.with_context(active_test=False)
            seen = set(theirs._search([("id", "in", ids)]))
            open_ += [id_ for id_ in ids if id_ in seen]
            if len(ids) < step or (limit and len(open_) >= offset + limit):
                break
            start += step
        return self.browse(open_[offset : offset + limit if limit else None])

    def _okr_judging_later(self):
        return self.with_context(okr_judged_later=JUDGED_LATER)

    @api.model
    def _okr_with_place(self, field_names):
        """Return names of fields to fetch, with those that say what a note hangs on."""
        if field_names is None:
            return None
        return list({*field_names, self._okr_model_field, "res_id"})

    def _okr_refuse_hidden(self):
        """Forget what was fetched of hidden notes, and raise.

        :raise AccessError: if there are any
        """
        hidden = self._okr_hidden()
        if hidden:
            hidden.invalidate_recordset()
            raise self.env["ir.rule"]._make_access_error("read", hidden)

    def _okr_forbid(self, forbidden):
        """Return what ``_check_access`` returns, with the hidden ones.

        :param forbidden: what ``_check_access`` of Odoo returned
        """
        hidden = (self - forbidden[0] if forbidden else self)._okr_hidden()
        if not hidden:
            return forbidden
        hidden.invalidate_recordset()  # nothing of them stays where it can be read
        return (
            hidden | forbidden[0] if forbidden else hidden,
            lambda: self.env["ir.rule"]._make_access_error("read", hidden),
        )

    def _okr_hide_names(self):
        """Say of the names of hidden notes no more than that they are hidden."""
        hidden = set(self._okr_hidden()._ids)
        if not hidden:
            return
        for note in self:
            if note._origin.id in hidden:
                note.display_name = self.env._("Not visible to you")
