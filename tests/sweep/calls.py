"""What is asked of the server: every kind of question, drawn by lot from a seed.

Everything comes from what ``world.py`` found: models, fields, methods, pages. A deck
of (model, field) and of (model, method) is shuffled and dealt, so that as many
different ones are asked as there are calls.
"""

import json
import random

#: how often each kind of question is asked
WEIGHTS = {
    "filter": 14,
    "order": 4,
    "group": 10,
    "export": 8,
    "form": 12,
    "unsaved": 14,
    "default": 5,
    "method": 22,
    "made": 6,
    "page": 9,
    "csv": 3,
    "names": 3,
}
#: who has no login has pages; the rest is refused at the door
OF_THE_PUBLIC = {"page": 90, "method": 5, "filter": 3, "csv": 2}
#: how much is asked of our own models, of talk, and of all others
SHARES = (0.55, 0.3, 0.15)
TALK = ("mail.", "ir.attachment", "bus.", "discuss.")
#: what ends a person's own session or account: they would only lock themselves out
LOCKS_OUT = {
    "action_revoke_all_devices",
    "change_password",
    "preference_change_password",
    "action_change_password_wizard",
    "change_password_button",
    "action_reset_password",
    "revoke_all_devices",
    "revoke",
    "remove",
    "action_archive",
    "action_unarchive",
    "toggle_active",
    "authenticate",
    "web_override_translations",
}
#: tables whose methods stop or rebuild the whole server
NO_MODELS = ("base.module.", "ir.module.", "base.language.", "res.lang")
#: pages that end the session, wait for ever, or need what a test has not
NO_PAGES = (
    "/web/session/logout",
    "/web/session/destroy",
    "/web/session/authenticate",
    "/web/database",
    "/web/assets",
    "/web/bundle",
    "/web/tests",
    "/web/webclient",
    "/websocket",
    "/xmlrpc",
    "/jsonrpc",
    "/report/barcode",
    "/my/deactivate_account",
    "/web/hoot",
    "/json/2",
)
NOTHING = "Zyzzyvaxyq"
AGGREGATES = {
    "integer": ("sum", "max", "min", "avg"),
    "float": ("sum", "max", "min", "avg", "array_agg"),
    "monetary": ("sum", "max", "min"),
    "char": ("max", "min", "array_agg"),
    "text": ("max", "min", "array_agg"),
    "html": ("max", "min", "array_agg"),
    "date": ("max", "min"),
    "datetime": ("max", "min"),
    "boolean": ("bool_or", "bool_and"),
    "many2one": ("array_agg", "recordset", "count_distinct"),
}


class Deck:
    """Cards that are dealt in an order drawn by lot, and again when all are dealt."""

    def __init__(self, cards, lot):
        self.cards, self.lot, self.left = sorted(cards), lot, []

    def deal(self):
        if not self.left:
            self.left = list(self.cards)
            self.lot.shuffle(self.left)
        return self.left.pop()


class Calls:
    """Makes the calls of one kind of person.

    :param world: what ``world.py`` wrote
    :param name: which kind of person
    :param seed: the same seed makes the same calls
    :param shares: how much is asked of our models, of talk, and of all others
    """

    def __init__(self, world, name, seed, shares=SHARES):
        self.world, self.name = world, name
        self.lot = random.Random(f"{seed} {name}")
        self.models = world["models"]
        self.hidden_kinds = sorted(set(world["words"]) - set(world["reads"][name]))
        if name == "owner":  # who reads shows that there is something to read
            self.hidden_kinds = ["private"]
        self.companies = world["companies"].get(name, [])
        ours = [m for m in self.models if m.startswith("okr.")]
        talk = [m for m in self.models if m.startswith(TALK)]
        rest = [m for m in self.models if m not in (*ours, *talk)]
        real = {m for m, about in self.models.items() if not about["abstract"]}
        self.fields, self.methods = [], []
        for share, names in zip(shares, (ours, talk, rest), strict=True):
            fields = [(m, f) for m in names if m in real for f in self.fields_of(m)]
            methods = [
                (m, method)
                for m in names
                for method in self.models[m]["methods"]
                if method not in LOCKS_OUT and not m.startswith(NO_MODELS)
            ]
            self.fields.append((share, Deck(fields, self.lot)))
            self.methods.append((share, Deck(methods, self.lot)))
        pages = [
            number
            for number, page in enumerate(world["pages"])
            if not page["rule"].startswith(NO_PAGES)
        ]
        self.pages = Deck(pages, self.lot)
        # Before anything by lot, each table that says a word is asked for all of it
        self.tables = [m for m in sorted(world["marked"]) if m in self.models]
        self.lot.shuffle(self.tables)
        self.made = []  # what the person made, to be looked at next

    # --- WHAT IS DRAWN ---

    def fields_of(self, model):
        return self.models[model]["fields"]

    def draw(self, decks):
        shares = [share for share, _deck in decks]
        return self.lot.choices([deck for _share, deck in decks], shares)[0].deal()

    def hidden(self, model):
        """Return ids of rows that are not for the person."""
        rows = self.world["rows"].get(model, {})
        kinds = [kind for kind in self.hidden_kinds if rows.get(kind)]
        return rows[self.lot.choice(kinds)] if kinds else []

    def ids(self, model, most=3):
        """Return ids of a model, mostly hidden ones."""
        hidden = self.hidden(model)
        if hidden and self.lot.random() < 0.8:
            return self.lot.sample(hidden, min(len(hidden), self.lot.randint(1, most)))
        rows = self.world["rows"].get(model, {})
        return rows.get("open") or hidden[:1] or [1]

    def one(self, model):
        return self.lot.choice(self.ids(model))

    def context(self):
        context = {"allowed_company_ids": self.companies} if self.companies else {}
        if self.lot.random() < 0.2:
            context["active_test"] = False
        if self.lot.random() < 0.1:
            every = {*self.world["companies"]["owner"], *self.companies}
            every |= set(self.world["companies"]["foreign_admin"])
            context["allowed_company_ids"] = sorted(every)
        if self.lot.random() < 0.1:
            context["bin_size"] = True
        return context

    def path(self, model, name, depth=2):
        """Return a path that begins with a field, and the type of its end."""
        field = self.fields_of(model)[name]
        if field["of"] in self.models and depth and self.lot.random() < 0.85:
            below = self.fields_of(field["of"])
            names = [n for n, f in below.items() if f["type"] in TEXTS]
            if depth > 1 and self.lot.random() < 0.6:
                names = [n for n, f in below.items() if f["of"] in self.models] or names
            if names:
                path, kind = self.path(field["of"], self.lot.choice(names), depth - 1)
                return f"{name}.{path}", kind
        return name, field["type"]

    def specification(self, model, depth=2, most=4):
        """Return what a form asks to see of a model, and of what it names."""
        fields = self.fields_of(model)
        names = sorted(fields)
        chosen = self.lot.sample(names, min(len(names), most))
        wanted = {"display_name": {}}
        for name in chosen:
            of = fields[name]["of"]
            if of in self.models and depth:
                wanted[name] = {"fields": self.specification(of, depth - 1, 2)}
                if self.lot.random() < 0.2:
                    wanted[name]["context"] = {"active_test": False}
            elif fields[name]["type"] == "reference" and depth:
                wanted[name] = {"fields": {"display_name": {}}}
            else:
                wanted[name] = {}
        return wanted

    def value(self, field, hidden=True):
        """Return what a form or a program would give a field.

        :param hidden: whether it may name what is hidden; else something in the open
        """
        kind, of = field["type"], field["of"]
        if not hidden and kind in ("many2one", "one2many", "many2many"):
            rows = self.world["rows"].get(of, {}).get("open") or [False]
            return rows[0] if kind == "many2one" else []
        if kind == "many2one":
            return self.one(of)
        if kind in ("one2many", "many2many"):
            id_ = self.one(of)
            return self.lot.choice(
                [[[4, id_]], [[6, 0, [id_]]], [[1, id_, {}]], [[2, id_]], [[3, id_]]]
            )
        if kind == "many2one_reference":
            return self.one("okr.objective")
        if kind == "reference":
            return f"okr.objective,{self.one('okr.objective')}"
        if kind in ("integer", "float", "monetary"):
            return self.lot.choice([0, 1, self.one("okr.objective")])
        if kind == "boolean":
            return self.lot.random() < 0.5
        if kind in ("date", "datetime"):
            return "2030-01-01"
        if kind == "json":
            return {}
        return self.lot.choice(["okr.objective", "okr.key.result", "x", "[]"])

    def values(self, model, most=6, always=()):
        fields = self.fields_of(model)
        names = sorted(set(fields) - {"id"})
        linked = [n for n in names if fields[n]["of"] in self.models]
        chosen = set(self.lot.sample(names, min(len(names), most // 2)))
        chosen |= set(self.lot.sample(linked, min(len(linked), most)))
        chosen |= set(always)
        # Mostly one of them alone names what is hidden: one that is looked at does
        # not have to hide behind one that is refused
        only = always[0] if always and self.lot.random() < 0.6 else None
        given = {
            name: self.value(fields[name], only in (None, name))
            for name in sorted(chosen)
        }
        for name in ("model", "res_model"):
            if name in fields and self.lot.random() < 0.8:
                given[name] = "okr.objective"
                if "res_id" in fields:
                    given["res_id"] = self.one("okr.objective")
                if "res_ids" in fields:
                    given["res_ids"] = str(self.ids("okr.objective"))
        return given

    # --- QUESTIONS ---

    def draw_call(self):
        """Return the next call: how it is sent, and what it is a try of."""
        if self.tables and self.name != "public":
            return {"kind": "table", **self.call_table()}
        weights = OF_THE_PUBLIC if self.name == "public" else WEIGHTS
        kind = self.lot.choices(list(weights), list(weights.values()))[0]
        if self.made and kind == "made":
            return self.look_at_made()
        call = getattr(self, f"call_{kind}")()
        return {"kind": kind, **call}

    def call(self, model, method, args, kwargs=None, **about):
        """Return a call of a method, over one of the two ways there are."""
        kwargs = {"context": self.context(), **(kwargs or {})}
        return {
            "way": "rpc",
            "path": f"/web/dataset/call_kw/{model}/{method}",
            "params": {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": kwargs,
            },
            "about": f"{model}.{method}",
            **about,
        }

    def call_filter(self):
        """Ask whether there is anything with the word: the answer is to be no."""
        model, name = self.draw(self.fields)
        path, kind = self.path(model, name)
        secret = self.lot.choice(self.hidden_kinds)
        word, number = self.world["words"][secret]
        if kind in TEXTS:
            asked = word[:-4]
            ask = self.lot.choice(
                [
                    lambda w: [[path, "ilike", w]],
                    lambda w: [[path, "=like", f"%{w}%"]],
                    lambda w: ["!", [path, "not ilike", w]],
                ]
            )
        elif kind in ("float", "monetary", "integer"):
            asked = int(number) - 1

            def ask(low):
                return [[path, ">", low], [path, "<", low + 2.5]]

        elif kind in ("many2one", "many2many", "one2many"):
            asked = word[:-4]

            def ask(w):
                return [[path, "ilike", w]]

        else:
            asked = word[:-4]

            def ask(w):
                return [[path, "=", w]]

        domain = ask(asked)
        control = ask(NOTHING if isinstance(asked, str) else 3333333)
        method = self.lot.choice(
            ["search_count", "search", "search_read", "web_search_read", "read_group"]
        )
        kwargs = {"limit": 5}
        if method == "search_read":
            kwargs["fields"] = ["display_name"]
        elif method == "web_search_read":
            kwargs["specification"] = {"display_name": {}}
        elif method == "read_group":
            method = "formatted_read_group"
            kwargs = {"groupby": [], "aggregates": ["__count"]}
        made = self.call(model, method, [domain], kwargs, of=secret)
        made["control"] = self.same(made, [control])
        return made

    def same(self, call, args):
        """Return the same call with other arguments: of the same context, too."""
        return {**call, "params": {**call["params"], "args": args}}

    def call_table(self):
        """Ask for all rows of a table, and for all in them that says a word."""
        model = self.tables.pop()
        return self.call(
            model,
            "search_read",
            [[]],
            {
                "fields": ["display_name", *self.world["marked"][model]],
                "context": {
                    "allowed_company_ids": self.companies,
                    "active_test": False,
                },
            },
        )

    def call_order(self):
        model, name = self.draw(self.fields)
        order = f"{name} {self.lot.choice(['asc', 'desc'])}"
        if (
            self.fields_of(model)[name]["type"] == "many2one"
            and self.lot.random() < 0.5
        ):
            order = f"{name}.id"
        names = self.lot.sample(sorted(self.fields_of(model)), 2)
        return self.call(
            model,
            "search_read",
            [[]],
            {"fields": ["display_name", name, *names], "order": order, "limit": 40},
        )

    def call_group(self):
        model, name = self.draw(self.fields)
        fields = self.fields_of(model)
        field = fields[name]
        group = name
        if field["type"] in ("date", "datetime"):
            group = f"{name}:month"
        elif not field["stored"]:
            stored = sorted(n for n in fields if fields[n]["stored"])
            group = name = self.lot.choice(stored)
            if fields[name]["type"] in ("date", "datetime"):
                group = f"{name}:month"
        elif field["of"] in self.models and self.lot.random() < 0.3:
            group, _kind = self.path(model, name, 1)
        aggregates = ["__count"]
        for other in self.lot.sample(sorted(fields), min(4, len(fields))):
            if fields[other]["stored"] and fields[other]["type"] in AGGREGATES:
                how = self.lot.choice(AGGREGATES[fields[other]["type"]])
                if how != "recordset":
                    aggregates.append(f"{other}:{how}")
        method = self.lot.choice(
            [
                "formatted_read_group",
                "formatted_read_group",
                "web_read_group",
                "read_progress_bar",
                "search_panel_select_range",
                "search_panel_select_multi_range",
            ]
        )
        if method == "read_progress_bar":
            bar = {"field": "state", "colors": {"draft": "info", "active": "success"}}
            return self.call(
                model, method, [[]], {"group_by": name, "progress_bar": bar}
            )
        if method.startswith("search_panel"):
            if field["type"] not in ("many2one", "selection"):
                linked = [n for n in fields if fields[n]["type"] == "many2one"]
                name = self.lot.choice(sorted(linked) or [name])
            other = self.lot.choice([n for n in fields if fields[n]["of"]] or [name])
            kwargs = {
                "enable_counters": True,
                "expand": self.lot.random() < 0.5,
                "limit": 50,
            }
            if method.endswith("multi_range") and self.lot.random() < 0.7:
                kwargs["group_by"] = other
            return self.call(model, method, [name], kwargs)
        kwargs = {"groupby": [group], "aggregates": aggregates}
        if method == "web_read_group" and self.lot.random() < 0.7:
            kwargs["unfold_read_specification"] = self.specification(model, 1)
            kwargs["auto_unfold"] = True
        if method == "formatted_read_group" and self.lot.random() < 0.3:
            kwargs["having"] = [["__count", ">", 0]]
        return self.call(model, method, [[]], kwargs)

    def call_export(self):
        model, name = self.draw(self.fields)
        return self.call(
            model, "export_data", [self.ids(model, 5), self.paths(model, name)]
        )

    def paths(self, model, name, many=4):
        """Return paths for an export, the first of them through one field."""
        found = []
        names = [name, *self.lot.sample(sorted(self.fields_of(model)), 2)]
        for first in names[:many]:
            path, _kind = self.path(model, first, 2)
            found.append(path.replace(".", "/"))
        return found

    def call_form(self):
        model, name = self.draw(self.fields)
        wanted = self.specification(model)
        of = self.fields_of(model)[name]["of"]
        wanted[name] = (
            {"fields": self.specification(of, 1, 4)} if of in self.models else {}
        )
        method = self.lot.choice(
            ["web_read", "web_read", "web_search_read", "read", "get_views"]
        )
        if method == "web_read":
            return self.call(
                model, method, [self.ids(model)], {"specification": wanted}
            )
        if method == "read":
            return self.call(
                model, method, [self.ids(model)], {"fields": sorted(wanted)}
            )
        if method == "get_views":
            return self.call(model, method, [[[False, "form"], [False, "search"]]])
        return self.call(
            model, method, [[]], {"specification": wanted, "limit": 40, "offset": 0}
        )

    def call_unsaved(self):
        """Ask what a form would show if it named what is hidden."""
        model, name = self.draw(self.fields)
        field = self.fields_of(model)[name]
        values = self.values(model, self.lot.choice([1, 2, 5]), [name])
        wanted = self.specification(model, 2, 4)
        for given in [*values, name]:
            of = self.fields_of(model)[given]["of"]
            wanted[given] = (
                {"fields": self.specification(of, 1, 4)} if of in self.models else {}
            )
        changed = [name] if self.lot.random() < 0.8 else []
        ids = self.ids(model)[:1] if self.lot.random() < 0.4 else []
        if field["type"] == "many2one_reference":
            values["res_model"] = "okr.objective"
        return self.call(model, "onchange", [ids, values, changed, wanted])

    def call_default(self):
        """Ask for a new form whose defaults name what is hidden."""
        model, name = self.draw(self.fields)
        values = self.values(model, 5, [name])
        context = {
            **self.context(),
            **{f"default_{given}": value for given, value in values.items()},
            "active_model": self.lot.choice(["okr.objective", "okr.key.result", model]),
        }
        context["active_ids"] = self.ids(context["active_model"])
        context["active_id"] = context["active_ids"][0]
        if self.lot.random() < 0.4:
            names = sorted(self.fields_of(model))
            return self.call(model, "default_get", [names], {"context": context})
        wanted = self.specification(model, 2, 12)
        for given in values:
            of = self.fields_of(model)[given]["of"]
            wanted[given] = (
                {"fields": self.specification(of, 1, 4)} if of in self.models else {}
            )
        return self.call(model, "onchange", [[], {}, [], wanted], {"context": context})

    def call_names(self):
        model, _name = self.draw(self.fields)
        secret = self.lot.choice(self.hidden_kinds)
        word = self.world["words"][secret][0][:-4]
        method = self.lot.choice(["name_search", "web_name_search"])
        kwargs = {"domain": [], "limit": 8}
        if method == "web_name_search":
            kwargs["specification"] = {"display_name": {}}
        made = self.call(model, method, [word], kwargs, of=secret)
        made["control"] = self.same(made, [NOTHING])
        return made

    def argument(self, model, name):
        """Return what a method is given under a name."""
        lot = self.lot
        known = {
            "domain": lambda: [],
            "args": lambda: [],
            "fields": lambda: sorted(self.fields_of(model))[:20],
            "field_names": lambda: sorted(self.fields_of(model))[:20],
            "fields_list": lambda: sorted(self.fields_of(model))[:20],
            "fields_to_export": lambda: self.paths(model, "id"),
            "allfields": lambda: sorted(self.fields_of(model))[:20],
            "vals": lambda: self.values(model),
            "values": lambda: self.values(model),
            "vals_list": lambda: [self.values(model)],
            "default": lambda: {},
            "specification": lambda: self.specification(model),
            "fields_spec": lambda: self.specification(model),
            "groupby": lambda: [lot.choice(sorted(self.fields_of(model)))],
            "aggregates": lambda: ["__count"],
            "limit": lambda: 20,
            "offset": lambda: 0,
            "order": lambda: None,
            "body": lambda: "x",
            # No word of theirs: what somebody names so is found by others, rightly
            "name": lambda: "x",
            "search": lambda: self.word(),
            "search_term": lambda: self.word(),
            "term": lambda: self.word(),
            "reason": lambda: "x",
            "date": lambda: lot.choice([None, "2026-11-20"]),
            "value": lambda: 1,
            "res_model": lambda: self.spoken_of(),
            "model": lambda: self.spoken_of(),
            "model_name": lambda: self.spoken_of(),
            "thread_model": lambda: self.spoken_of(),
            "res_id": lambda: self.one("okr.objective"),
            "res_ids": lambda: self.ids("okr.objective"),
            "thread_id": lambda: self.one("okr.objective"),
            "message_id": lambda: self.one("mail.message"),
            "partner_ids": lambda: [self.world["partner_ids"].get(self.name, 1)],
            "view_type": lambda: "form",
            "views": lambda: [[False, "form"], [False, "list"]],
            "options": lambda: {},
            "company_id": lambda: self.lot.choice(self.companies or [1]),
            "parent_field": lambda: "parent_id",
            "field_name": lambda: lot.choice(sorted(self.fields_of(model))),
            "operator": lambda: "ilike",
        }
        if name in known:
            return known[name]()
        for table in (f"okr.{name.removesuffix('_ids').removesuffix('_id')}", None):
            for candidate in self.models:
                flat = candidate.replace(".", "_")
                stem = name.removesuffix("_ids").removesuffix("_id")
                if candidate == table or flat == stem or flat == f"okr_{stem}":
                    if name.endswith("_ids"):
                        return self.ids(candidate)
                    if name.endswith("_id"):
                        return self.one(candidate)
        if name.endswith("_ids") or name in ("ids", "records"):
            return self.ids(model)
        if name.endswith("_id"):
            return self.one(model)
        return lot.choice([[], {}, False, None, "x", 1, self.ids(model), True])

    def word(self):
        return self.world["words"][self.lot.choice(self.hidden_kinds)][0][:-4]

    def spoken_of(self):
        names = [m for m in self.world["rows"] if m.startswith("okr.")]
        followed = ["okr.objective", "okr.key.result", "okr.initiative"]
        return self.lot.choice([*followed, self.lot.choice(sorted(names))])

    def call_method(self):
        model, name = self.draw(self.methods)
        method = self.models[model]["methods"][name]
        kwargs = {
            taken: self.argument(model, taken)
            for taken, needed in method["takes"]
            if taken != "context" and (needed or self.lot.random() < 0.3)
        }
        ids = [] if method["model"] else self.ids(model)
        if self.lot.random() < 0.3 and self.name in self.world["keys"]:
            body = {"ids": ids, "context": self.context(), **kwargs}
            if method["model"]:
                body.pop("ids")
            return {
                "way": "key",
                "path": f"/json/2/{model}/{name}",
                "params": body,
                "about": f"{model}.{name}",
            }
        args = [] if method["model"] else [ids]
        return self.call(model, name, args, kwargs)

    def call_made(self):
        """Make something that names what is hidden; it is looked at next."""
        model, name = self.draw(self.fields)
        about = self.fields_of(model)
        required = [
            n for n, f in about.items() if f["required"] and f["stored"] and n != "id"
        ]
        values = self.values(model, 4, [name, *required])
        made = self.call(model, "create", [values])
        made["makes"] = model
        return made

    def look_at_made(self):
        """See what is told of what the person made, or do something with it."""
        model, id_ = self.made.pop()
        methods = [
            name
            for name, about in self.models[model]["methods"].items()
            if name.startswith(("action_", "get_", "button_", "execute", "parse"))
            and name not in LOCKS_OUT
        ]
        if methods and self.lot.random() < 0.5:
            name = self.lot.choice(sorted(methods))
            kwargs = {
                taken: self.argument(model, taken)
                for taken, needed in self.models[model]["methods"][name]["takes"]
                if needed
            }
            return {"kind": "made", **self.call(model, name, [[id_]], kwargs)}
        wanted = self.specification(model, 2, 30)
        return {
            "kind": "made",
            **self.call(model, "web_read", [[id_]], {"specification": wanted}),
        }

    def call_csv(self):
        """Ask for a file, as the dialog of the list does."""
        model, name = self.draw(self.fields)
        data = {
            "model": model,
            "fields": [
                {"name": path, "label": path, "type": "char", "store": True}
                for path in self.paths(model, name)
            ],
            "ids": self.ids(model, 5) if self.lot.random() < 0.6 else False,
            "domain": [],
            "groupby": [name] if self.lot.random() < 0.3 else [],
            "context": self.context(),
            "import_compat": self.lot.random() < 0.3,
        }
        return {
            "way": "form",
            "path": "/web/export/csv",
            "params": {"data": json.dumps(data)},
            "about": f"csv of {model}",
        }

    def call_page(self):
        """Ask for a page or a file by its address."""
        page = self.world["pages"][self.pages.deal()]
        lot = self.lot
        model = lot.choice([self.spoken_of(), "ir.attachment", "mail.message"])
        path, taken = "", []
        rest = page["rule"]
        while "<" in rest:
            before, _lt, rest = rest.partition("<")
            what, _gt, rest = rest.partition(">")
            converter, _colon, name = what.rpartition(":")
            taken.append(name)
            path += before + str(self.in_address(page, converter, name, model))
        path += rest
        params = {}
        for name in page["takes"]:
            if name in taken or name in ("kw", "kwargs", "csrf_token", "self"):
                continue
            if lot.random() < 0.8:
                params[name] = self.argument(model, name)
        if "thread_model" in page["takes"]:
            params["thread_model"] = self.spoken_of()
            params["thread_id"] = self.one(params["thread_model"])
        if "fetch_params" in page["takes"]:
            thread = self.spoken_of()
            params["fetch_params"] = [
                "init_messaging",
                ["/mail/thread/messages", {}],
                [
                    "mail.thread",
                    {
                        "thread_model": thread,
                        "thread_id": self.one(thread),
                        "request_list": ["activities", "attachments", "followers"],
                    },
                ],
            ]
        about = f"page {page['rule']}"
        if page["type"] in ("jsonrpc", "json"):
            return {"way": "rpc", "path": path, "params": params, "about": about}
        simple = {
            k: v if isinstance(v, (str, int)) else json.dumps(v)
            for k, v in params.items()
            if v is not None
        }
        way = "form" if page["post"] else "get"
        return {"way": way, "path": path, "params": simple, "about": about}

    def in_address(self, page, converter, name, model):
        """Return what stands in an address under a name."""
        lot = self.lot
        if converter.startswith("model("):
            return self.one(converter.partition('"')[2].partition('"')[0] or model)
        if name in ("model", "thread_model", "res_model"):
            return model
        if name in ("id", "res_id", "record_id", "thread_id", "rec_id"):
            of = "ir.attachment" if "<model>" not in page["rule"] else model
            return self.one(of)
        if name == "reportname":
            return lot.choice(self.world["reports"] or ["x"])
        if name == "docids":
            return ",".join(map(str, self.ids("okr.objective")))
        if name == "field":
            return lot.choice(["raw", "datas", "name", "description", "image_128"])
        if name == "converter":
            return "html"
        if "attachment" in name:
            return self.one("ir.attachment")
        if "message" in name:
            return self.one("mail.message")
        if converter == "int" or name.endswith("_id"):
            return self.one(model)
        return "x"


TEXTS = ("char", "text", "html")
