"""The rules on mail's tables became code: see okr_private_note_mixin.py."""

RULES = ("mail_message_rule_okr", "mail_activity_rule_okr", "mail_followers_rule_okr")


def migrate(cr, version):
    """Forget rules that name a field which is no more."""
    if not version:
        return
    cr.execute(
        """
        DELETE FROM ir_rule
              USING ir_model_data data
              WHERE data.module = 'okr_module' AND data.model = 'ir.rule'
                AND data.name IN %s AND ir_rule.id = data.res_id
        """,
        [RULES],
    )
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'okr_module' AND name IN %s", [RULES]
    )
