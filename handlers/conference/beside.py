"""What stands beside the conferences: resolutions to carry out, and who would host (S-03)."""

from alliance import hosting, minutes
from handlers.conference.presses import MinePress
from handlers.kit.buttons import OpenPress
from handlers.kit.screen import Button
from handlers.kit.visit import Visit


def rows(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """Return a row for each that waits for whoever is here; none where nothing does."""
    tongue = visit.tongue
    found = []
    if count := len(minutes.of_person(visit.session, visit.who, visit.now)):
        label = tongue.label("more", "Our resolutions")
        if visit.who.secretary:
            label = tongue.label("more", "Resolutions")  # it follows all of them
        found.append((Button(f"{label} ({count})", MinePress(0)),))
    if hosting.awaiting(visit.session, visit.who, visit.now):
        # Among other things, the search with its button.
        found.append((Button(tongue.label("more", "What is open"), OpenPress()),))
    return tuple(found)
