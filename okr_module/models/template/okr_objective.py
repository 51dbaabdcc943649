from odoo import fields, models


class OkrObjective(models.Model):
    """An objective that was made from a template, and one that becomes one."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    template_id = fields.Many2one(
        "okr.template",
        string="Made from",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The template it was made from, or what it continues was.",
    )

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        # Who had one from a template and goes on with it has one still.
        going_on = self.sudo().filtered("origin_id.template_id")
        for template, copies in going_on.grouped(
            lambda o: o.origin_id.template_id
        ).items():
            copies.template_id = template
        return result

    # --- ACTIONS ---

    def action_save_as_template(self):
        """Keep the plan of the objective as a template of one's own, and open it.

        Its name, reason and key results come along; who, when and how far do not.
        Nobody else sees the template until an administrator shares it.

        :raise AccessError: if the objective is not the caller's to read
        """
        self.ensure_one()
        self.check_access("read")
        template = self.env["okr.template"].create(
            self.env["okr.template"]._values_from(self)
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Template"),
            "res_model": "okr.template",
            "res_id": template.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- BUSINESS ---

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # An activity makes its person a follower, one query after the other. Here
        # they were made followers before, all at once.
        if self.env.context.get("okr_followed"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _is_no_content(self, name):
        return name == "template_id" or super()._is_no_content(name)

    def _hint_template(self):
        return self.template_id.id

    def _set_up_owners(self):
        """Make owners follow new objectives that were made for them, all at once.

        Odoo does the same one by one, with a mail for each: too slow, and too loud,
        for a thousand of them.
        """
        for records in (self, self.key_result_ids):
            default, _internal, _external = self.env[
                "mail.message.subtype"
            ].default_subtypes(records._name)
            self.env["mail.followers"].sudo().create(
                [
                    {
                        "res_model": records._name,
                        "res_id": record.id,
                        "partner_id": record.user_id.sudo().partner_id.id,
                        "subtype_ids": [(6, 0, default.ids)],
                    }
                    for record in records
                    if record.user_id
                ]
            )
