import ast

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class OkrKpiLiteral(models.AbstractModel):
    """No code in data: a filter is a literal list, and a path is a path."""

    _name = "okr.kpi.literal"
    _description = "Filters and paths of a figure"

    def _check_literal_domain(self, text, model_name):
        """Raise a sentence where a domain is no literal or does not fit the model."""
        try:
            Domain(self._literal(text)).validate(self.env[model_name].sudo())
        except (ValueError, SyntaxError, TypeError, KeyError, UserError) as error:
            raise ValidationError(
                self.env._(
                    "%(domain)s is not a filter on these records: %(error)s",
                    domain=text,
                    error=error,
                )
            ) from None

    @api.model
    def _literal(self, text):
        """Return the list that a domain text stands for. Nothing is evaluated.

        :raise ValueError: if the text is anything but a literal list
        """
        try:
            value = ast.literal_eval(text or "[]")
        except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
            raise ValueError(str(error)) from None
        if not isinstance(value, list):
            raise ValueError(self.env._("it is no list"))
        return value

    def _check_path(self, path_name, comodel):
        path = self[path_name]
        if not path:
            return
        model = self.env[self.model_id.model]
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s: the records have no %(path)s.",
                        kpi=self.name,
                        path=path,
                    )
                )
            model = self.env[field.comodel_name] if field.relational else None
        if model is None or model._name != comodel:
            raise ValidationError(
                self.env._(
                    "%(kpi)s: %(path)s does not lead to a %(model)s.",
                    kpi=self.name,
                    path=path,
                    model=comodel,
                )
            )
