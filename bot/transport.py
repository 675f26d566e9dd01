"""aiohttp under python-telegram-bot: one client session, few bytes, honest errors."""

import os
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Shorter than any server's in front of the Bot API (75 s), so that a request never goes out on a
# connection which the server is closing: aiohttp would not, and must not, repeat it.
IDLE_SECONDS: Final = 15.0
READ_SECONDS: Final = 20.0
CONNECT_SECONDS: Final = 5.0
# More than messages of all lanes are ever on the wire: a press always finds a connection.
POOL: Final = 1024
# Three bytes for a Chinese character; urlencoded it has nine.
JSON: Final = {"Content-Type": "application/json"}


class Json(RequestData):  # type: ignore[misc] # the library's way in takes nothing else
    """Parameters that are JSON already; those of a broadcast are the same for many."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class AiohttpRequest(BaseRequest):
    """Carries calls of the Bot API; made and closed by `initialize` and `shutdown`.

    Errors are NetworkError or TimedOut, with aiohttp's own as their cause (see bot/errors.py).
    """

    def __init__(self, pool: int = POOL) -> None:
        # The library is moving from seconds to timedelta and warns at every 429 until told so.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._pool = pool
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=True,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - as below
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - as below
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - fixed here
    ) -> tuple[int, bytes]:
        """Return status and body. Raises NetworkError, TimedOut."""
        if self._session is None:
            raise RuntimeError("this request is not initialized")
        seconds = READ_SECONDS if isinstance(read_timeout, DefaultValue) else read_timeout
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(seconds),
                proxy=_proxy(*urlsplit(url)[:2]),
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(f"no answer in time: {type(error).__name__}") from error
        except (aiohttp.ClientError, OSError) as error:
            # Not its text: aiohttp's may quote the URL, which holds the token.
            raise NetworkError(f"no connection: {type(error).__name__}") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer's JSON. Raises TelegramError for anything else."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(parsed, dict):
            raise TelegramError("Invalid server response")
        return parsed


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if isinstance(data, Json):
        return data.body, JSON
    if not data.multipart_data:
        return orjson.dumps(data.json_parameters), JSON
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)  # names as they are
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}


@lru_cache(maxsize=32)
def _timeout(read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, connect=None, sock_connect=CONNECT_SECONDS, sock_read=read
    )


@lru_cache(maxsize=8)
def _proxy(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host; asked once, not at every call."""
    return None if proxy_bypass(host) else getproxies().get(scheme)
