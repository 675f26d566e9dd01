"""What is said of a search for a host: the half-year, whose turn it is, offers, the outcome."""

from markupsafe import Markup
from sqlmodel import Session

from handlers.kit import names
from locales.tongue import Tongue
from storage.city import Side
from storage.hosting import HostOffer, HostSearch, HostSearchState
from storage.person import Person

# Of what several offers take on a screen together; the shortest excerpt says something still.
ROOM, SHORTEST = 1_600, 60


def period(tongue: Tongue, code: str) -> str:
    """Return a half-year in words; its code is such as «2027-1»."""
    year, _, half = code.partition("-")
    if half == "1":
        return tongue.plain("first half of {year}", year=year)
    return tongue.plain("second half of {year}", year=year)


def heading(tongue: Tongue, search: HostSearch) -> Markup:
    """Return for which half-year a host is sought."""
    return tongue.text("<b>Host city, {period}</b>", period=period(tongue, search.period))


def turn(tongue: Tongue, search: HostSearch) -> Markup:
    """Return whose turn it is to host (S-30); nothing before the first conference."""
    match search.side:
        case Side.CN:
            return tongue.text(
                "Conferences alternate between the sides; this time it is the turn of the "
                "Chinese cities. Offers of German cities are welcome too."
            )
        case Side.DE:
            return tongue.text(
                "Conferences alternate between the sides; this time it is the turn of the "
                "German cities. Offers of Chinese cities are welcome too."
            )
        case None:
            return Markup()


def outcome(session: Session, tongue: Tongue, search: HostSearch) -> Markup:
    """Return how a search stands: until when offers are asked for, who hosts, or nobody."""
    match search.state:
        case HostSearchState.OPEN:
            if search.target_at is None:
                return tongue.text("Offers are welcome from now on.")
            return tongue.text(
                "Offers are asked for by <b>{moment}</b>.",
                moment=tongue.moment(search.target_at),
            )
        case HostSearchState.CHOSEN:
            said = tongue.text(
                "The host city is <b>{city}</b>.",
                city=names.city(session, tongue, search.chosen_code),
            )
        case HostSearchState.CLOSED:
            said = tongue.text("The search has ended without a host city.")
    return Markup("\n").join([said, *_reason(search)])


def _reason(search: HostSearch) -> list[Markup]:
    if search.reason is None:
        return []
    return [Markup("<blockquote>{}</blockquote>").format(search.reason)]


def offered(
    session: Session, tongue: Tongue, offer: HostOffer, among: int | None = None
) -> Markup:
    """Return an offer with the city, who wrote it and when; its beginning only `among` others."""
    person = session.get(Person, offer.person_id)
    text = offer.text
    room = max(ROOM // among, SHORTEST) if among else len(text)
    if len(text) > room:
        text = f"{text[:room]} …"
    return tongue.text(
        "<b>{city}</b>, {person}, {moment}\n<blockquote>{text}</blockquote>",
        city=names.city(session, tongue, offer.city_code),
        person=person.name if person else "–",
        moment=tongue.short(offer.at),
        text=text,
    )


def among(search: HostSearch, count: int) -> int | None:
    """Return among how many offers one is shown; None where it is shown whole."""
    return None if count == 1 and search.state is HostSearchState.OPEN else count
