"""What a database holds, in a form that two moments can be compared by."""

# One row for each thing that an addon can leave behind or change. Columns which
# every update writes anew (dates, versions, the sums of attachments) are left out.
QUERIES = {
    "tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "views in SQL": "SELECT viewname FROM pg_views WHERE schemaname = 'public'",
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "sequences": """
        SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'""",
    "triggers": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "models": "SELECT model, name->>'en_US' FROM ir_model",
    "fields": "SELECT model, name, ttype, field_description->>'en_US', store "
    "FROM ir_model_fields",
    "selections": """
        SELECT f.model, f.name, s.value, s.name->>'en_US'
          FROM ir_model_fields_selection s
          JOIN ir_model_fields f ON f.id = s.field_id""",
    "model constraints": "SELECT name, definition FROM ir_model_constraint",
    "model relations": "SELECT name FROM ir_model_relation",
    "inheritance": """
        SELECT m.model, p.model FROM ir_model_inherit i
          JOIN ir_model m ON m.id = i.model_id
          JOIN ir_model p ON p.id = i.parent_id""",
    # Odoo's list of the addons that it could install is not theirs to take along.
    "external ids": """
        SELECT module, name, model, res_id, noupdate FROM ir_model_data
         WHERE model != 'ir.module.module'""",
    "parameters": "SELECT key, value FROM ir_config_parameter",
    "access rights": """
        SELECT name, model_id, group_id, perm_read, perm_write, perm_create,
               perm_unlink, active FROM ir_model_access""",
    "rules": "SELECT name, model_id, domain_force, global, active FROM ir_rule",
    "groups": "SELECT id, name->>'en_US', privilege_id FROM res_groups",
    "privileges": "SELECT id, name->>'en_US' FROM res_groups_privilege",
    "categories": "SELECT name->>'en_US' FROM ir_module_category",
    "implied groups": "SELECT gid, hid FROM res_groups_implied_rel",
    "members of groups": "SELECT gid, uid FROM res_groups_users_rel",
    "menus": "SELECT id, name->>'en_US', parent_id, action, active FROM ir_ui_menu",
    "actions": "SELECT id, type, name->>'en_US', path FROM ir_actions",
    "views": "SELECT id, name, model, inherit_id, active, arch_db->>'en_US' "
    "FROM ir_ui_view",
    "filters": "SELECT id, name, model_id FROM ir_filters",
    "defaults": "SELECT field_id, json_value FROM ir_default",
    "scheduled jobs": "SELECT id, cron_name, active FROM ir_cron",
    "assets": "SELECT name, path FROM ir_asset",
    "message subtypes": """
        SELECT id, name->>'en_US', res_model FROM mail_message_subtype""",
    "activity types": "SELECT id, name->>'en_US', res_model FROM mail_activity_type",
    "activities": "SELECT id, res_model FROM mail_activity",
    "mail templates": "SELECT id, name->>'en_US', model FROM mail_template",
    "messages": "SELECT id, model, res_id FROM mail_message WHERE model LIKE 'okr%'",
    "followers": "SELECT res_model, res_id FROM mail_followers "
    "WHERE res_model LIKE 'okr%'",
    "files": """
        SELECT name, res_model, res_field FROM ir_attachment
         WHERE res_model IS DISTINCT FROM 'ir.ui.view' OR name LIKE '%okr%'""",
    "tours": "SELECT name FROM web_tour_tour",
    "digests": "SELECT id, name->>'en_US' FROM digest_digest",
    "tips": "SELECT id, name->>'en_US' FROM digest_tip",
    "companies": "SELECT id, name FROM res_company",
    "users": "SELECT id, login, active FROM res_users",
    "partners": "SELECT id, name, active FROM res_partner",
    "employees": "SELECT id, name, user_id, work_contact_id FROM hr_employee",
    "departments": "SELECT id, name->>'en_US' FROM hr_department",
}


def take(bench, database: str) -> dict[str, set[str]]:
    """Read what the database holds.

    :param bench: where the database is
    :param database: its name
    """
    return {
        what: set(bench.sql(database, query).splitlines())
        for what, query in QUERIES.items()
    }


def difference(before: dict, after: dict) -> list[str]:
    """What came and what went, one line each."""
    lines = []
    for what in QUERIES:
        lines += [f"{what}: gone {row}" for row in sorted(before[what] - after[what])]
        lines += [f"{what}: new {row}" for row in sorted(after[what] - before[what])]
    return lines
