"""HTTP/1.1 as fast as plain asyncio allows: what the bench's server reads and writes."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
KIND: Final = re.compile(
    rb"\r\ncontent-type: *([^\r;]+)(?:[^\r]*boundary=\"?([^\r\";]+))?", re.IGNORECASE
)
CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
NAME: Final = re.compile(rb'[; ]name="?([^";\r]+)')
FILE: Final = re.compile(rb'filename="?([^";\r]+)')
REASONS: Final = {200: b"OK", 429: b"Too Many Requests"}

Fields = dict[str, Any]


@dataclass
class Request:
    """One request; `fields` are those of query, form, JSON or multipart body."""

    connection: "Connection"
    path: str
    fields: Fields

    def reply(self, body: bytes, status: int = 200) -> None:
        """Answer, unless the client is gone."""
        self.connection.write(body, status)

    def drop(self) -> None:
        """Cut the connection without an answer."""
        self.connection.abort()


@dataclass(eq=False)
class Connection(asyncio.Protocol):
    """One kept-alive connection; `handle` gets a request and answers it now or later."""

    handle: Callable[[Request], None]
    _buffer: bytearray = field(default_factory=bytearray)
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's
        self._transport = None

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(buffer[: end + 2])
            if CHUNKED.search(head):
                self.write(b'{"ok":false,"description":"a length is needed"}', 411)
                self.abort()
                return
            found = LENGTH.search(head)
            begin = end + 4
            after = begin + (int(found[1]) if found else 0)
            if len(buffer) < after:
                return
            body = bytes(buffer[begin:after])
            del buffer[:after]
            target = head[head.find(b" ") + 1 : head.find(b" HTTP/")].decode()
            path, _, query = target.partition("?")
            fields = dict(parse_qsl(query)) if query else {}
            if body:
                fields |= read_body(head, body)
            self.handle(Request(self, path, fields))

    def write(self, body: bytes, status: int) -> None:
        """Send an answer, unless the client is gone."""
        if self._transport is not None:
            reason = REASONS.get(status, b"Trouble")
            self._transport.write(
                b"HTTP/1.1 %d %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, reason, len(body), body)
            )

    def abort(self) -> None:
        """Cut the connection."""
        if self._transport is not None:
            self._transport.abort()


def read_body(head: bytes, body: bytes) -> Fields:
    """Return the fields of a body: a form's as texts, JSON's as they are, files by their names."""
    found = KIND.search(head)
    kind = found[1].strip().lower() if found else b""
    if kind == b"application/json":
        data = orjson.loads(body)
        return data if isinstance(data, dict) else {"": data}
    if found and found[2]:
        return _multipart(body, b"--" + found[2])
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _multipart(body: bytes, boundary: bytes) -> Fields:
    fields: Fields = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name, file = NAME.search(head), FILE.search(head)
        if name:
            value = file[1] if file else content.removesuffix(b"\r\n")
            fields[name[1].decode()] = value.decode()
    return fields
