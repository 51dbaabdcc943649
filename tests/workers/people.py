"""People who speak to a server over JSON-2, and what they are told."""

import requests

SECONDS = 90
#: what Odoo tells people in a sentence
SENTENCES = ("UserError", "ValidationError", "AccessError", "MissingError", "LockError")


class Answer:
    """What the server said to one call; ``died`` when it said nothing."""

    def __init__(self, status, body):
        self.status, self.body = status, body

    @property
    def is_done(self):
        return self.status == 200

    @property
    def died(self):
        return self.status is None

    @property
    def is_sentence(self):
        """Whether it was refused in words that a person reads."""
        name = (self.body or {}).get("name", "") if isinstance(self.body, dict) else ""
        message = str((self.body or {}).get("message", ""))
        return (
            name.rpartition(".")[2] in SENTENCES
            and "psycopg" not in message
            and "serialize" not in message
        )

    def __repr__(self):
        return f"{self.status} {str(self.body)[:600]}"


class Person:
    """Somebody with an API key.

    :param place: where the server runs
    :param key: the API key
    """

    def __init__(self, place, key):
        self.place = place
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"bearer {key}"

    def call(self, model, method, ids=None, **kwargs):
        """Call a method; return the :class:`Answer`."""
        body = {**({"ids": ids} if ids is not None else {}), **kwargs}
        try:
            said = self.session.post(
                f"{self.place.url}/json/2/{model}/{method}", json=body, timeout=SECONDS
            )
        except requests.RequestException:
            return Answer(None, None)
        try:
            return Answer(said.status_code, said.json())
        except ValueError:
            return Answer(said.status_code, {"message": said.text[:500]})
