"""A mail server that keeps what it is given: enough of SMTP for Odoo to talk to."""

import email
import email.policy
import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 sink at your service")
        envelope = {"to": []}
        while line := self.rfile.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            if verb == "EHLO":
                self._say("250-sink", "250-8BITMIME", "250 SMTPUTF8")
            elif verb == "MAIL":
                envelope = {"from": _address(words), "to": []}
                self._say("250 ok")
            elif verb == "RCPT":
                envelope["to"].append(_address(words))
                self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.kept.append({**envelope, "raw": self._data()})
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            # A dot at the beginning of a line is doubled on the way
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, *lines):
        for line in lines:
            self.wfile.write(f"{line}\r\n".encode())


def _address(words):
    return words.partition("<")[2].partition(">")[0]


class SmtpSink:
    """Runs while its block does; ``mails`` are what came, as messages.

    >>> with SmtpSink() as sink:
    ...     sink.port > 0
    True
    """

    def __enter__(self):
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self._server.daemon_threads = True
        self._server.kept = []
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def envelopes(self):
        """``(from, [to, ...])`` of each mail."""
        return [(kept["from"], kept["to"]) for kept in self._server.kept]

    @property
    def mails(self):
        return [
            email.message_from_bytes(kept["raw"], policy=email.policy.default)
            for kept in self._server.kept
        ]
