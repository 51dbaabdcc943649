from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor


@contextmanager
def recorded_queries(env):
    """Yield a list that fills with the queries of the block, flush included."""
    env.flush_all()
    env.invalidate_all()
    queries = []
    execute = Cursor.execute

    def recording(cursor, query, params=None, log_exceptions=True):
        queries.append(query.code if hasattr(query, "code") else str(query))
        return execute(cursor, query, params, log_exceptions)

    with patch.object(Cursor, "execute", recording):
        yield queries
        env.flush_all()
