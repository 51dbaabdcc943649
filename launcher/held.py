"""Makes a fixture once for the test classes in a row that begin with it.

More than a hundred classes of ours begin with the same company, and to make it costs
more than the tests of most of them. So its transaction is held, and a class that
follows with the same fixture goes back to a savepoint in it. That is what Odoo does
between the tests of one class, done here by Odoo's own means between classes: each
finds the rows and the class attributes that the fixture left, and empty caches, whether
it is the first or not.

A class begins with a fixture if it inherits its ``setUpClass``, has nothing of its own
that the fixture may read, and runs at the same frozen time. Whatever does not fit in
here is set up anew, as it ever was: a class with a browser, and a fixture that
registers a clean-up or leaves anything but records and plain values.
"""

from collections import deque
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from unittest.mock import patch

import pytest

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.sql_db import Savepoint
from odoo.tests.common import HttpCase, TransactionCase, get_db_name
from odoo.tools import mute_logger

#: what a class may have of its own: no fixture reads it, or it is compared further down
OWN = {"setUp", "setUpClass", "tearDown", "tearDownClass", "test_tags", "test_module"}
OWN |= {"freeze_time", "_class_cleanups", "_classSetupFailed"}
#: what nobody can change who is given it
PLAIN = (str, bytes, int, float, type(None), date, timedelta, BaseModel, Environment)


class NotPlain(Exception):
    """A fixture left something that the next class cannot be given."""


def copied(value):
    """Copy what a fixture left: a class may change what it is given."""
    if isinstance(value, PLAIN):
        return value
    if type(value) is dict:
        return {key: copied(part) for key, part in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(copied(part) for part in value)
    raise NotPlain(value)


def moment(cls: type) -> tuple:
    """The time that a class is frozen at, and how it goes on from there."""
    freezer = cls.freeze_time and cls.freeze_time.freezer
    names = ("time_to_freeze", "tz_offset", "tick", "auto_tick_seconds")
    return tuple(getattr(freezer, name) for name in names) if freezer else ()


def changes(cls: type, fixture: type) -> dict:
    """What a class has its own of, of all that its fixture may read."""
    heirs = cls.__mro__[: cls.__mro__.index(fixture)]
    return {
        name: value
        for heir in reversed(heirs)
        for name, value in vars(heir).items()
        if hasattr(fixture, name)
        and name not in OWN
        and not name.startswith(("__", "test_"))
    }


def fixtures(cls: type) -> list[type]:
    """The classes that a test class begins with, the first of all first."""
    if not issubclass(cls, TransactionCase) or issubclass(cls, HttpCase):
        return []
    mro = cls.__mro__
    bases = mro[1 : mro.index(TransactionCase)]
    return [base for base in reversed(bases) if "setUpClass" in vars(base)]


@dataclass
class Level:
    """A fixture that was made, on top of those that it begins with itself."""

    fixture: type
    moment: tuple
    changes: dict
    attributes: dict
    savepoint: object
    envs: list
    default_env: object
    callbacks: list
    invalidated: set

    def give(self, cls: type):
        """Give a class what the fixture left to the class that it was made for."""
        for name, value in self.attributes.items():
            setattr(cls, name, copied(value))
        cls.registry.cache_invalidated.update(self.invalidated)


class Held:
    """A transaction that is held, and the fixtures in it; a pytest plugin."""

    def __init__(self):
        self.cr = None
        self.levels = []
        #: the class of the test that comes next, if there is one
        self.next = None
        # What a class had before its fixtures: attributes, and how many clean-ups
        self.bare = {}, 0
        # What each class changes of each fixture; later it has what it was given, too
        self.changes = {}
        # Whether a class has begun and not ended
        self.is_used = False
        # Whether the class that begins now goes on from a level
        self.resumes = False

    # --- PYTEST ---

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, obj):
        if isinstance(obj, type):
            self.wrap(obj)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, nextitem):
        self.next = getattr(nextitem, "cls", None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self):
        """After a session that was broken off: a class may still have to end."""
        self.next = None
        if not self.is_used:
            self.let_go()

    # --- WHAT IS REPLACED ---

    def wrap(self, cls: type):
        """Take over how the fixtures of a test class are made."""
        for fixture in fixtures(cls):
            self.changes.setdefault((cls, fixture), changes(cls, fixture))
            made = vars(fixture)["setUpClass"].__func__
            if not hasattr(made, "is_held"):
                fixture.setUpClass = self._making(fixture, made)
        begun = vars(TransactionCase)["setUpClass"].__func__
        if not hasattr(begun, "is_held"):
            collected = vars(TransactionCase)["_gc_filestore"].__func__
            TransactionCase.setUpClass = self._beginning(begun)
            TransactionCase._gc_filestore = self._collecting(collected)

    def _making(self, fixture: type, make):
        """What makes a fixture, if it is not there."""

        def setUpClass(cls):
            # It may have changed something before it calls us
            same = self.changes.get((cls, fixture)) == changes(cls, fixture)
            found = [level for level in self.levels if level.fixture is fixture]
            if same and found and self._fits(found[0], cls):
                self._go_back_to(found[0])
                self.resumes = True
                TransactionCase.setUpClass.__func__(cls)
                found[0].give(cls)
                return
            make(cls)
            if same and cls.cr is self.cr:
                self._hold(cls, fixture)

        setUpClass.is_held = True
        return classmethod(setUpClass)

    def _beginning(self, begin):
        """What begins the transaction of a class: it may be the one that is held."""

        def setUpClass(cls):
            if not self.resumes:
                self.let_go()
            self.resumes = False
            if issubclass(cls, HttpCase):
                begin(cls)
                return
            registry = Registry(get_db_name())
            if self.cr is None:
                self.cr = registry.cursor()
                self.cr.close = self._end
            self.is_used = True
            with patch.object(registry, "cursor", lambda: self.cr):
                begin(cls)
            self.bare = dict(vars(cls)), len(cls._class_cleanups)

        setUpClass.is_held = True
        return classmethod(setUpClass)

    def _collecting(self, collect):
        """What deletes files that no row names: rows of the fixture are not seen."""

        def _gc_filestore(cls):
            if self.cr is None:
                collect(cls)

        return classmethod(_gc_filestore)

    # --- THE TRANSACTION ---

    def let_go(self):
        """End the transaction: nobody begins with what is in it."""
        cr, self.cr, self.levels = self.cr, None, []
        if cr is not None:
            del cr.close
            cr.close()

    def _fits(self, level: Level, cls: type | None) -> bool:
        """Whether a class begins with a fixture."""
        return (
            (cls, level.fixture) in self.changes
            and level.changes == self.changes[cls, level.fixture]
            and level.moment == moment(cls)
        )

    def _hold(self, cls: type, fixture: type):
        """Let others begin where the set-up of a class has just come to."""
        attributes, cleanups = self.bare
        registry = cls.registry
        if len(cls._class_cleanups) != cleanups or (
            registry.registry_invalidated
            or registry.registry_sequence != cls.registry_start_sequence
        ):
            return
        try:
            left = {
                name: copied(value)
                for name, value in vars(cls).items()
                if name not in attributes or attributes[name] is not value
            }
        except NotPlain:
            return
        cls.env.flush_all()
        cr = self.cr
        callbacks = (cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback)
        level = Level(
            fixture,
            moment(cls),
            self.changes[cls, fixture],
            left,
            Savepoint(cr),
            list(cr.transaction.envs),
            cr.transaction.default_env,
            [(one, list(one._funcs), deepcopy(one.data)) for one in callbacks],
            set(registry.cache_invalidated),
        )
        self.levels.append(level)
        self._go_back_to(level)
        level.give(cls)

    def _go_back_to(self, level: Level):
        """Undo what came after a fixture, as Odoo does after each test."""
        self.levels = self.levels[: self.levels.index(level) + 1]
        transaction = self.cr.transaction
        for env in list(transaction.envs):
            env.clear()
        transaction.envs.clear()
        transaction.envs.update(level.envs)
        transaction.default_env = level.default_env
        for callback, functions, data in level.callbacks:
            callback._funcs, callback.data = deque(functions), deepcopy(data)
        level.savepoint.rollback()
        with mute_logger("odoo.registry"):
            transaction.registry.clear_all_caches()
        transaction.registry.cache_invalidated.clear()

    def _end(self):
        """End the transaction of a class, or go back for the one that comes next."""
        self.is_used = False
        fitting = [level for level in self.levels if self._fits(level, self.next)]
        if not fitting:
            self.let_go()
            return
        try:
            self._go_back_to(fitting[-1])
        except Exception:
            self.let_go()
            raise
