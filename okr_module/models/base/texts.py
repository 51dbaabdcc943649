"""What people type where a field holds HTML, and how days are said."""

from markupsafe import Markup

from odoo import fields
from odoo.tools import format_date


def say_day(env, day):
    """Return a day as people say it: "Fri, Dec 4"; with the year, where it is not this.

    :param env: whose language it is said in
    :param day: a date; False gives an empty text
    """
    if not day:
        return ""
    day = fields.Date.to_date(day)
    if day.year == fields.Date.context_today(env.user).year:
        return format_date(env, day, date_format=env._("EEE, MMM d"))
    return format_date(env, day, date_format=env._("EEE, MMM d, y"))


def as_html(text):
    """Return HTML that says a plain text as it was typed.

    Nothing in it comes to life: no tag, no picture, and no address becomes a link.

    >>> print(as_html("a <b> of\\nhttps://example.org"))
    <p>a &lt;b&gt; of<br/>https://example.org</p>
    """
    lines = (text or "").splitlines()
    return Markup("<p>%s</p>") % Markup("<br/>").join(lines) if lines else False
