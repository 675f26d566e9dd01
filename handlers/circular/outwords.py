"""What is said of circulars that are out: state, bar, people, cities, and why one failed."""

from markupsafe import Markup

from alliance.circular.progress import CityProgress, Failure
from alliance.circular.tally import Tally
from handlers.kit.buttons import short
from locales.tongue import NARROW, Tongue
from storage.circular import GeneralCircular, GeneralState
from storage.delivery import DeliveryState
from storage.person import Channel, Person

BAR = 12


def state(tongue: Tongue, general: GeneralCircular | None, tally: Tally) -> Markup:
    """Return in a sentence whether a circular is on its way."""
    if general is not None and general.state is GeneralState.STOPPED:
        return tongue.text("The sending was ended; the rest is not sent.")
    if general is not None and general.state is GeneralState.PAUSED:
        return tongue.text("The sending is paused.")
    if tally.done < tally.messages:
        return tongue.text("The sending is under way.")
    return tongue.text("The sending is finished.")


def bar(tongue: Tongue, tally: Tally) -> Markup:
    """Return how many messages are settled, as a bar with a percentage."""
    return tongue.text(
        "<code>{bar}</code> {percent} · {done} of {all} messages",
        bar=_drawn(tally),
        percent=_percent(tongue, tally),
        done=tally.done,
        all=tally.messages,
    )


def short_bar(tongue: Tongue, tally: Tally) -> Markup:
    """Return the bar and its percentage alone."""
    return Markup("<code>{}</code> {}").format(_drawn(tally), _percent(tongue, tally))


def _drawn(tally: Tally) -> str:
    done = BAR * tally.done // tally.messages if tally.messages else BAR
    return "▓" * done + "░" * (BAR - done)


def _percent(tongue: Tongue, tally: Tally) -> str:
    """Return whole percents; 100 only when everything is settled."""
    whole = 100 * tally.done // tally.messages if tally.messages else 100
    return f"{whole}{NARROW}%" if tongue.language == "de" else f"{whole}%"


def people(tongue: Tongue, tally: Tally) -> Markup:
    """Return how many people got it, and how many did not (yet), as far as there are such."""
    counts = tally.counts
    said = [_delivered(tongue, tally)]
    for many, words in (
        (counts.queued, tongue.text("Waiting: {n}", n=counts.queued)),
        (counts.sending, tongue.text("On the way: {n}", n=counts.sending)),
        (counts.held, tongue.text("Paused: {n}", n=counts.held)),
        (counts.failed, tongue.text("Not delivered: {n}", n=counts.failed)),
        (counts.unreachable, tongue.text("Out of reach: {n}", n=counts.unreachable)),
        (counts.stopped, tongue.text("Stopped: {n}", n=counts.stopped)),
        (counts.dropped, tongue.text("Not needed any more: {n}", n=counts.dropped)),
        (tally.repeated, tongue.text("Possibly received twice: {n}", n=tally.repeated)),
    ):
        if many:
            said.append(words)
    return Markup("\n").join([said[0], Markup(" · ").join(said[1:])] if said[1:] else said)


def _delivered(tongue: Tongue, tally: Tally) -> Markup:
    """Return how many people have all of it, and how many some."""
    sent, all_ = tally.counts.sent, tally.counts.people
    if not tally.partly:
        return tongue.text("Delivered to {sent} of {all} people", sent=sent, all=all_)
    return tongue.text(
        "Delivered to {sent} of {all} people, to {partly} in part",
        sent=sent,
        all=all_,
        partly=tally.partly,
    )


def short_delivered(tongue: Tongue, tally: Tally) -> Markup:
    """Return the same for a list."""
    sent, all_ = tally.counts.sent, tally.counts.people
    if not tally.partly:
        return tongue.text("delivered to {sent} of {all}", sent=sent, all=all_)
    return tongue.text(
        "delivered to {sent} of {all}, to {partly} in part",
        sent=sent,
        all=all_,
        partly=tally.partly,
    )


def city(tongue: Tongue, one: CityProgress, *, wanted: bool) -> Markup:
    """Return a city's line: who acknowledged and when, or how many people it has reached."""
    name = one.city.name(tongue.language)
    if wanted and one.acknowledged_at is not None:
        return tongue.text(
            "✓ {city}: {person}, {moment}",
            city=name,
            person=short(one.acknowledged_by.name) if one.acknowledged_by else "–",
            moment=tongue.short(one.acknowledged_at),
        )
    if one.people == one.unreachable and not one.partly:
        return tongue.text("✕ {city}: nobody can be reached", city=name)
    if one.partly:
        return tongue.text(
            "○ {city}: {reached} of {people} people reached, {partly} in part",
            city=name,
            reached=one.reached,
            people=one.people,
            partly=one.partly,
        )
    if one.reached < one.people:
        return tongue.text(
            "○ {city}: {reached} of {people} people reached",
            city=name,
            reached=one.reached,
            people=one.people,
        )
    if wanted:
        return tongue.text("○ {city}: delivered, not acknowledged yet", city=name)
    return tongue.text("✓ {city}: delivered", city=name)


def channel(tongue: Tongue, person: Person) -> Markup:
    """Return why somebody was out of reach, as far as it is known now."""
    match person.channel:
        case Channel.GONE:
            return tongue.text("the Telegram account no longer exists or cannot be found")
        case Channel.BLOCKED:
            return tongue.text("has blocked Stadtbote in Telegram")
        case Channel.OPEN:
            return tongue.text("was out of reach at the time and can be reached again")


def reason(tongue: Tongue, failure: Failure) -> Markup:
    """Return why somebody did not get a message, as a secretary understands it."""
    person, error = failure.person, failure.error or ""
    if person.telegram_id is None:
        return tongue.text("has no chat with Stadtbote any more")
    if failure.state is DeliveryState.REFUSED:
        return channel(tongue, person)
    if error.startswith("Fault "):
        fault = error.removeprefix("Fault ").partition(":")[0]
        return tongue.text(
            "could not be written because of a fault of ours, number {fault}",
            fault=Markup("<code>{}</code>").format(fault),
        )
    return tongue.text("Telegram did not take the message: {error}", error=short(error) or "–")
