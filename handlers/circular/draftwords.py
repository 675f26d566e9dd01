"""What is said of a draft: its title, who had it, to whom it goes, what keeps it from going."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from alliance.circular import audience, draft
from alliance.circular.draft import Gap
from handlers.kit.halves import taken_over, version_name
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.circular import Audience, GeneralCircular, GeneralState
from storage.language import Language

# A longer list of names would leave no room for the texts.
NAMED = 12


def titled(tongue: Tongue, titles: Mapping[Language, str]) -> str:
    """Return a circular's title in the reader's language, or else in the other one."""
    own = Language(tongue.language)
    return titles.get(own) or titles.get(own.other) or tongue.plain("without a title")


def called(visit: Visit, general: GeneralCircular) -> str:
    """Return what a circular is called where there is one line for it."""
    titles = draft.titles_of(visit.session, [general.key])[general.key]
    title = titled(visit.tongue, titles)
    return visit.tongue.plain("Circular: {title}", title=title)


def before_change(visit: Visit, general: GeneralCircular) -> Markup | None:
    """Return what is to be known before a draft is changed: who had it, and that it waits."""
    words = [word for word in (taken_over(visit, general),) if word is not None]
    if general.state is GeneralState.SCHEDULED:
        words.append(
            visit.tongue.text(
                "This circular waits for its time; once it is changed it is a draft again."
            )
        )
    return Markup("\n").join(words) if words else None


def incomplete(tongue: Tongue, missing: Iterable[Gap]) -> Markup:
    """Return the sentence that says which halves keep a draft from being sent."""
    lines = [
        tongue.text(
            "– {version}: {state}",
            version=version_name(tongue, gap.language),
            state=tongue.plain("to be checked")
            if gap.what == "stale"
            else tongue.plain("title or text missing"),
        )
        for gap in missing
    ]
    return tongue.text(
        "The circular cannot be sent yet:\n{missing}", missing=Markup("\n").join(lines)
    )


def acknowledgement(tongue: Tongue, general: GeneralCircular) -> str:
    """Return whether a circular is to be acknowledged."""
    if general.acknowledge:
        return tongue.label("acknowledgement", "Wanted")
    return tongue.label("acknowledgement", "Not wanted")


def audience_label(tongue: Tongue, chosen: Audience) -> str:
    """Return the label of an audience."""
    match chosen:
        case Audience.MEMBERS:
            return tongue.label("audience", "All members")
        case Audience.CN:
            return tongue.label("audience", "Chinese members")
        case Audience.DE:
            return tongue.label("audience", "German members")
        case Audience.CITIES:
            return tongue.label("more", "Single cities")
        case Audience.OPEN:
            return tongue.label("more", "Not yet answered")
        case Audience.SAME:
            return tongue.plain("exactly the recipients of the corrected circular")


def meant(visit: Visit, general: GeneralCircular) -> Markup:
    """Return to whom a circular goes."""
    tongue, chosen = visit.tongue, general.audience
    if chosen is None:
        return tongue.text("not chosen yet")
    label = audience_label(tongue, chosen)
    if chosen in (Audience.MEMBERS, Audience.CN, Audience.DE):
        if not general.observers:
            return Markup.escape(label)
        return tongue.text("{audience}, including observers", audience=label)
    if chosen is Audience.SAME:
        return Markup.escape(label)
    names = [city.name(visit.language) for city in audience.cities(visit.session, general)]
    if not names:
        return tongue.text("{audience} ({cities})", audience=label, cities=tongue.plain("none"))
    cities = tongue.listed(names) if len(names) <= NAMED else len(names)
    return tongue.text("{audience} ({cities})", audience=label, cities=cities)
