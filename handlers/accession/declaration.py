"""The binding declaration as it is shown, stored and checked (S-11, S-12)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from markupsafe import Markup

from handlers.accession.case import Matter
from locales.tongue import Tongue
from storage.accession import StatementKind
from storage.city import City
from storage.person import Person

SHORT = 12
SHOWN = 6


@dataclass(frozen=True)
class Declaration:
    """A declaration in one language; `text` is kept as it stands on the screen."""

    title: str
    body: str
    frame: str
    round: int

    @property
    def text(self) -> str:
        """Return the declaration as plain text."""
        return f"{self.title}\n\n{self.body}\n\n{self.frame}"

    @property
    def checksum(self) -> str:
        """Return the short checksum that Submit carries: what is submitted was shown."""
        return sha256(f"{self.round}\n{self.text}".encode()).hexdigest()[:SHOWN]

    @property
    def shown(self) -> Markup:
        """Return the declaration as HTML."""
        return Markup("<blockquote><b>{}</b>\n\n{}\n\n{}</blockquote>").format(
            self.title, self.body, self.frame
        )


def declaration(
    tongue: Tongue,
    matter: Matter,
    city: City,
    person: Person,
    since: datetime,
    kind: StatementKind,
    text: str | None,
) -> Declaration:
    """Return the declaration of a kind for a city, by a person in charge `since` then."""
    title, body = _said(
        tongue,
        kind,
        city.name(tongue.language),
        matter.candidate.name(tongue.language),
        text or "",
    )
    frame = tongue.plain(
        "For the member city: {person}, {function}, holding the mandate since {since}\n"
        "Reference: circular no. {number}, application as of {day} (checksum {short})",
        person=person.name,
        function=person.function,
        since=tongue.day(since),
        number=matter.number,
        day=tongue.day(matter.circular.sent_at),
        short=(matter.accession.dossier_sum or "")[:SHORT],
    )
    return Declaration(title, body, frame, matter.accession.round)


def hint(tongue: Tongue, city: City) -> Markup:
    """Return what stands below the declaration and is no part of it."""
    return tongue.text(
        "Please check that the declaration is complete and correct. With “Submit bindingly” you "
        "give it for {city}. While the procedure is running you can replace it by a new "
        "declaration; every version stays on record.",
        city=city.name(tongue.language),
    )


def _said(
    tongue: Tongue, kind: StatementKind, city: str, candidate: str, text: str
) -> tuple[str, str]:
    """Return the heading and the sentence of a declaration."""
    match kind:
        case StatementKind.CONSENT:
            return tongue.plain("Declaration of consent"), tongue.plain(
                "The member city {city} consents in writing to the accession of the candidate "
                "{candidate} to the Chinese-German Industrial Cities Alliance, under chapter II "
                "no. 5.1 of the Foundations.",
                city=city,
                candidate=candidate,
            )
        case StatementKind.REMARK:
            return tongue.plain("Declaration of consent with a remark"), tongue.plain(
                "The member city {city} consents in writing to the accession of the candidate "
                "{candidate} to the Chinese-German Industrial Cities Alliance, under chapter II "
                "no. 5.1 of the Foundations, and remarks: “{text}” The remark does not limit the "
                "consent.",
                city=city,
                candidate=candidate,
                text=text,
            )
        case StatementKind.QUESTION:
            # The candidate stands in the reference.
            return tongue.plain("Declared question"), tongue.plain(
                "Before its statement the member city {city} asks: “{text}” This question is "
                "not a statement yet.",
                city=city,
                text=text,
            )
        case StatementKind.OBJECTION:
            return tongue.plain("Declaration of no consent"), tongue.plain(
                "The member city {city} does not consent to the accession of the candidate "
                "{candidate} to the Chinese-German Industrial Cities Alliance, under chapter II "
                "no. 5.1 of the Foundations. Reason: “{text}”",
                city=city,
                candidate=candidate,
                text=text,
            )
