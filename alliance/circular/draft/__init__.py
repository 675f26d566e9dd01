"""Drafting a circular: two halves that belong together, files, audience, acknowledgement."""

from alliance.circular.draft.asking import (
    OUT,
    UNSENT,
    Draft,
    files,
    gaps,
    get,
    locked,
    open_drafts,
    texts,
    titles_of,
)
from alliance.circular.draft.choosing import (
    attach,
    detach,
    discard,
    set_acknowledge,
    set_audience,
    set_observers,
    start,
)
from alliance.circular.draft.steps import require_unsent
from alliance.circular.draft.writing import confirm_half, write_text, write_title
from alliance.pair import Gap

__all__ = [
    "OUT",
    "UNSENT",
    "Draft",
    "Gap",
    "attach",
    "confirm_half",
    "detach",
    "discard",
    "files",
    "gaps",
    "get",
    "locked",
    "open_drafts",
    "require_unsent",
    "set_acknowledge",
    "set_audience",
    "set_observers",
    "start",
    "texts",
    "titles_of",
    "write_text",
    "write_title",
]
