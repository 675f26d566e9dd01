"""How updates reach the bot: long polling or a webhook."""

import re
import time
from collections.abc import Coroutine
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson

from playground.chats import Webhook
from playground.limits import bad_request, too_many
from playground.methods.call import Call

SECRET = re.compile(r"[A-Za-z0-9_-]*")
MAX_SECRET = 256
MAX_CONNECTIONS = 100
USUAL_CONNECTIONS = 40


def get_updates(call: Call) -> Coroutine[Any, Any, list[orjson.Fragment]]:
    """Long poll for updates."""
    call.bot.queue.allow(call.json("allowed_updates"))
    return _poll(call)


async def _poll(call: Call) -> list[orjson.Fragment]:
    updates = await call.bot.queue.poll(
        call.integer("offset"), call.integer("limit", 100), call.integer("timeout")
    )
    return [orjson.Fragment(update.body) for update in updates]


def set_webhook(call: Call) -> bool:
    """Have updates delivered; an empty address ends that."""
    url = call.text("url")
    if not url:
        return delete_webhook(call)
    bot = call.bot
    now = time.monotonic()
    if now < bot.next_webhook_at:
        raise too_many(1)
    bot.next_webhook_at = now + 1
    secret = call.text("secret_token")
    _check(url, secret)
    connections = call.integer("max_connections", USUAL_CONNECTIONS)
    bot.queue.allow(call.json("allowed_updates"))
    if call.flag("drop_pending_updates"):
        bot.queue.drop(list(bot.queue.waiting))
    bot.queue.interrupt()
    bot.webhook = Webhook(url, secret, min(max(connections, 1), MAX_CONNECTIONS))
    call.world.on_webhook(bot)
    call.description = "Webhook was set"
    return True


def _check(url: str, secret: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not is_loopback(parts.hostname):
        raise bad_request("bad webhook: the playground delivers to loopback only")


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine: `localhost` or an address of its loopback."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def delete_webhook(call: Call) -> bool:
    """Go back to long polling."""
    bot = call.bot
    if call.flag("drop_pending_updates"):
        bot.queue.drop(list(bot.queue.waiting))
    call.description = "Webhook was deleted" if bot.webhook else "Webhook is already deleted"
    bot.webhook = None
    call.world.on_webhook(bot)
    return True


def get_webhook_info(call: Call) -> dict[str, Any]:
    """Tell how updates are delivered and how many wait."""
    bot = call.bot
    bot.queue.expire()
    info: dict[str, Any] = {
        "url": bot.webhook.url if bot.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue.waiting),
    }
    if bot.webhook:
        info["max_connections"] = bot.webhook.max_connections
        if bot.webhook.last_error_at:
            info["last_error_date"] = bot.webhook.last_error_at
            info["last_error_message"] = bot.webhook.last_error
    if bot.queue.allowed is not None:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    return info
