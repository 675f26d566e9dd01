"""The search for a host city (S-03): asking the members, their offers, choosing, closing."""

from alliance.hosting.acts import ask, choose, close, offer, withdraw
from alliance.hosting.asking import (
    awaiting,
    get,
    may_offer,
    offer_of,
    offers,
    open_searches,
    periods,
    searches,
)

__all__ = [
    "ask",
    "awaiting",
    "choose",
    "close",
    "get",
    "may_offer",
    "offer",
    "offer_of",
    "offers",
    "open_searches",
    "periods",
    "searches",
    "withdraw",
]
