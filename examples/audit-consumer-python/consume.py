"""Follows Meshpair's events over NATS into a table of its own, each event exactly once.

    python3 consume.py 'nats://auditor-accounting:…@127.0.0.1:4222' events.db

Python's standard library alone: NATS' protocol is text over a socket
(https://docs.nats.io/reference/reference-protocols/nats-protocol).
An event is inserted by its id and committed, and only then acknowledged: whatever
ends this program in between, the event comes again and is known.
"""

import json
import socket
import sqlite3
import sys
import time
from urllib.parse import unquote, urlsplit

API_PREFIX = "meshpair.audit"
STREAM = "AUDIT_EVENTS"
BATCH = 100
WAIT_SECONDS = 5
# The server says that it is there at least this often.
SILENCE_SECONDS = 30
RETRY_SECONDS = 1


def open_table(path):
    table = sqlite3.connect(path)
    table.execute("pragma journal_mode = wal")
    table.execute(
        "create table if not exists events"
        " (id text primary key, type text not null, time text not null, event text not null)"
    )
    return table


def store(table, payloads):
    rows = []
    for payload in payloads:
        event = json.loads(payload)
        rows.append((event["id"], event["type"], event["time"], payload.decode()))
    with table:
        table.executemany("insert into events values (?, ?, ?, ?) on conflict (id) do nothing", rows)


class Nats:
    """One connection, with one subscription: the inbox that events come to."""

    def __init__(self, url):
        place = urlsplit(url)
        self.user = unquote(place.username)
        self.socket = socket.create_connection((place.hostname, place.port or 4222), SILENCE_SECONDS)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()  # INFO
        options = {
            "user": self.user,
            "pass": unquote(place.password),
            "verbose": False,
            "pedantic": False,
            "headers": True,
            "no_responders": True,
            "lang": "python",
            "version": "1",
        }
        self.send(f"CONNECT {json.dumps(options)}\r\nSUB _INBOX.{self.user}.* 1\r\n".encode())

    def send(self, data):
        self.socket.sendall(data)

    def publish(self, subject, payload=b"", reply=""):
        self.send(f"PUB {subject} {reply} {len(payload)}\r\n".encode() + payload + b"\r\n")

    def messages(self):
        """(subject, reply, status, payload) of each message that comes; the status of a word from the server."""
        while True:
            words = self.lines.readline().decode().split()
            if not words:
                raise ConnectionError("nats-server closed the connection")
            if words[0] == "PING":
                self.send(b"PONG\r\n")
            elif words[0] == "-ERR":
                raise ConnectionError(" ".join(words))
            elif words[0] in ("MSG", "HMSG"):
                with_headers = words[0] == "HMSG"
                total = int(words[-1])
                head = int(words[-2]) if with_headers else 0
                reply = words[3] if len(words) == (6 if with_headers else 5) else ""
                body = self.lines.read(total + 2)[:-2]
                status = body[:head].decode().split("\r\n")[0].partition(" ")[2].strip()
                yield words[1], reply, status, body[head:]


def follow(nats, table):
    consumer = f"{STREAM}.{nats.user}"
    request = {"batch": BATCH, "expires": WAIT_SECONDS * 1_000_000_000}
    messages = nats.messages()
    while True:
        inbox = f"_INBOX.{nats.user}.{time.monotonic_ns()}"
        nats.publish(f"{API_PREFIX}.CONSUMER.MSG.NEXT.{consumer}", json.dumps(request).encode(), inbox)
        count = 0
        while count < BATCH:
            _subject, reply, status, payload = next(messages)
            if status:  # "404 No Messages", "408 Request Timeout", "503": ask again
                if status.startswith("503"):
                    time.sleep(RETRY_SECONDS)
                break
            store(table, [payload])
            nats.publish(reply, b"+ACK")
            count += 1


def main(url, path):
    table = open_table(path)
    while True:
        try:
            follow(Nats(url), table)
        except OSError as error:
            print(f"Trying again: {error}", file=sys.stderr)
            time.sleep(RETRY_SECONDS)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: consume.py <NATS URL of the auditor> <SQLite file>")
    main(*sys.argv[1:])
