"""Odoo's command line, with one thing besides: what is asked to leave no trace.

A request with the header ``X-Nothing-Stays`` does and answers all that it would, and
what it wrote is rolled back at its end. So those who may change what others may read
are swept, too, and the world stays as it was made.
"""

from odoo import http
from odoo.cli.command import main
from odoo.service import model

retrying = model.retrying


def leave_no_trace(function, env):
    request = http.request
    if request and request.httprequest.headers.get("X-Nothing-Stays"):
        cursor = env.cr
        cursor.commit = cursor.rollback
    return retrying(function, env)


model.retrying = leave_no_trace
main()
