"""Somebody who speaks to the server, and what of an answer tells a word."""

import base64
import json

import requests

SECONDS = 60


def forms(word, number):
    """Return how a word and a number may stand in an answer, as bytes."""
    whole = int(number)
    spelled = [word, str(whole), f"{whole:,}"]
    for before in range(3):
        # Wherever in a file it begins, these characters of the coded file are its own
        coded = base64.b64encode(b"?" * before + word.encode()).decode()
        spelled.append(coded[(0, 2, 3)[before] : (before + len(word)) * 8 // 6])
    return [form.encode() for form in spelled]


class Client:
    """One person at the server.

    :param url: address of the server
    :param database: its database
    :param name: which kind of person
    :param world: what ``world.py`` wrote
    """

    def __init__(self, url, database, name, world):
        self.url, self.name, self.world = url, name, world
        self.database = database
        self.session = requests.Session()
        if name in world["undone"]:
            self.session.headers["X-Nothing-Stays"] = "1"
        self.token = None
        self.log_in()

    def log_in(self):
        """Begin a session, but for the public, who has none."""
        if self.name == "public":
            return
        params = {
            "db": self.database,
            "login": self.world["logins"][self.name],
            "password": self.world["password"],
        }
        undone = self.session.headers.pop("X-Nothing-Stays", None)
        self.session.cookies.clear()
        said = self.rpc("/web/session/authenticate", params).json()
        if undone:
            self.session.headers["X-Nothing-Stays"] = undone
        assert said.get("result", {}).get("uid"), said
        page = self.session.get(f"{self.url}/web/login", timeout=SECONDS).text
        self.token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    def rpc(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        return self.session.post(self.url + path, json=body, timeout=SECONDS)

    def send(self, call):
        """Make a call; return the status of the answer, its body and what heads it."""
        way = call["way"]
        if way == "rpc":
            answer = self.rpc(call["path"], call["params"])
        elif way == "key":
            answer = requests.post(
                self.url + call["path"],
                json=call["params"],
                headers={
                    "Authorization": f"bearer {self.world['keys'][self.name]}",
                    **{
                        name: value
                        for name, value in self.session.headers.items()
                        if name == "X-Nothing-Stays"
                    },
                },
                timeout=SECONDS,
            )
        elif way == "form":
            fields = {**call["params"], "csrf_token": self.token}
            answer = self.session.post(
                self.url + call["path"],
                data=fields,
                timeout=SECONDS,
                allow_redirects=False,
            )
        else:
            answer = self.session.get(
                self.url + call["path"],
                params=call["params"],
                timeout=SECONDS,
                allow_redirects=False,
            )
        if b"SessionExpired" in answer.content and self.name != "public":
            self.log_in()
        # A page that sends on says where to in a header, a file its name
        heads = [
            answer.headers.get(name, "") for name in ("Location", "Content-Disposition")
        ]
        return answer.status_code, answer.content, "\n".join(heads).encode()


def result_of(body):
    """Return what a call by JSON-RPC or JSON-2 gave back; nothing if it failed."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if isinstance(said, dict) and "jsonrpc" in said:
        return said.get("result")
    return said
