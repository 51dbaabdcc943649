from odoo import fields, models


class OkrRollupQueue(models.Model):
    """An objective that is still to be summed up: others were at it.

    Rows come and go within a second and nobody reads them, see
    ``okr_objective_pending_rollup.py``. What counts upwards:
    ``okr_objective_children.py``.
    """

    _name = "okr.rollup.queue"
    _description = "Objective to be summed up"
    _log_access = False

    # No many2one: its foreign key would have whoever leaves a row here wait for those
    # whom it is meant to let pass.
    objective_key = fields.Integer(required=True, index=True, aggregator=None)
