"""What leads a company from nothing to its first running objective.

No record and no rights of its own: it shows what the reader may read.
"""

from odoo.fields import Domain

MANAGER = "okr_module.group_okr_manager"


def first_steps(env, company, cycle):
    """Return the steps for who sets OKRs up; whom to ask for who waits for them.

    :param env: the reader's :class:`odoo.api.Environment`
    :param company: res.company
    :param cycle: okr.cycle that runs, empty where none does
    :return: dict of ``steps`` (list of ``key``, ``is_done`` and, of people, which
        ``offers`` the reader may use), ``ask`` (names of
        those who set OKRs up) and ``draft_id`` (of the first objective, or False);
        False where an objective has been started, or nothing is missing
    """
    if not env.user.has_group(MANAGER):
        if cycle or _has_begun(env, company):
            return False
        return {"steps": [], "ask": _whom_to_ask(env, company), "draft_id": False}
    ours = Domain("company_id", "=", company.id)
    objectives = env["okr.objective"]
    if objectives.search_count(ours & Domain("state", "!=", "draft"), limit=1):
        return False
    draft = objectives.search(
        ours & Domain("cycle_id", "!=", False), order="id desc", limit=1
    )
    people = env["hr.employee"].search_count(
        ours & Domain("user_id", "!=", False), limit=2
    )
    vision = env["okr.vision"].search_count(ours, limit=1)
    return {
        "steps": [
            {"key": "year", "is_done": bool(cycle)},
            {
                "key": "people",
                "is_done": people > 1,
                "offers": _where_people_are_kept(env),
            },
            {"key": "vision", "is_done": bool(vision)},
            {"key": "objective", "is_done": bool(draft)},
            {"key": "start", "is_done": False},
        ],
        "ask": [],
        "draft_id": draft.id,
    }


def _has_begun(env, company):
    """Tell whether a cycle has ever left planning, be it between two of them."""
    domain = Domain("company_id", "in", (company.id, False))
    return bool(
        env["okr.cycle"].search_count(domain & Domain("state", "!=", "draft"), limit=1)
    )


def _where_people_are_kept(env):
    """Return which lists of people the reader may work in."""
    user = env.user
    offers = []
    if user.has_group("hr.group_hr_user"):
        offers.append("employees")
    if user.has_group("base.group_erp_manager"):
        offers.append("users")
    return offers or ["directory"]


def _whom_to_ask(env, company):
    """Return the names of those who set OKRs up in a company."""
    users = env.ref(MANAGER).sudo().all_user_ids
    return users.filtered(
        lambda user: user.active and not user.share and company in user.company_ids
    ).mapped("name")[:3]
