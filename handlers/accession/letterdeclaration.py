"""What a city declares by letter, in the language of the city's side (S-11, S-12)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel import Session

from alliance import register
from handlers.accession.case import Matter, matter_of
from locales.tongue import Tongue
from storage.accession import Accession, Letter, StatementKind
from storage.city import City, Side
from storage.language import Language

SHORT = 12


@dataclass(frozen=True)
class Declared:
    """The declaration of a letter; `text` is stored as it was shown, in `language`."""

    text: str
    language: Language

    @property
    def html(self) -> Markup:
        """Return the declaration as a quotation."""
        return Markup("<blockquote>{}</blockquote>").format(self.text)

    @property
    def short(self) -> str:
        """Return the short checksum that Confirm carries."""
        return sha256(self.text.encode()).hexdigest()[:SHORT]


def declared(
    session: Session,
    accession: Accession,
    city_code: str,
    kind: StatementKind,
    text: str | None,
    dated: date,
) -> Declared:
    """Return a letter's declaration. Raises UnknownCity, NotSent."""
    city = register.city(session, city_code)
    language = Language.ZH if city.side is Side.CN else Language.DE
    tongue = Tongue(language, ZoneInfo(city.zone))
    matter = matter_of(session, accession.key, tongue)
    return Declared(declaration(tongue, matter, city, kind, text or "", dated), language)


def declared_by(session: Session, accession: Accession, letter: Letter) -> Declared:
    """Return the declaration of a letter that was entered."""
    return declared(session, accession, letter.city_code, letter.kind, letter.text, letter.dated)


def declaration(
    tongue: Tongue, matter: Matter, city: City, kind: StatementKind, text: str, dated: date
) -> str:
    """Return what a city declares by its letter, with the reference, as plain text."""
    holes = {
        "city": city.name(tongue.language),
        "candidate": matter.candidate.name(tongue.language),
        "day": tongue.day(dated),
        "text": text,
    }
    reference = tongue.plain(
        "Reference: circular no. {number}, application as of {day} (checksum {short})",
        number=matter.number,
        day=tongue.day(matter.circular.sent_at),
        short=(matter.accession.dossier_sum or "")[:SHORT],
    )
    return f"{_sentence(tongue, kind, holes)}\n\n{reference}"


def _sentence(tongue: Tongue, kind: StatementKind, holes: dict[str, str]) -> str:
    match kind:
        case StatementKind.CONSENT:
            return tongue.plain(
                "By its letter of {day} the member city {city} consents in writing to the "
                "accession of the candidate {candidate} to the Chinese-German Industrial Cities "
                "Alliance, under chapter II no. 5.1 of the Foundations.",
                **holes,
            )
        case StatementKind.REMARK:
            return tongue.plain(
                "By its letter of {day} the member city {city} consents in writing to the "
                "accession of the candidate {candidate} to the Chinese-German Industrial Cities "
                "Alliance, under chapter II no. 5.1 of the Foundations, and remarks: “{text}” "
                "The remark does not limit the consent.",
                **holes,
            )
        case StatementKind.QUESTION:
            return tongue.plain(
                "By its letter of {day}, before its statement on the accession of the candidate "
                "{candidate}, the member city {city} asks: “{text}” This question is not a "
                "statement yet.",
                **holes,
            )
        case StatementKind.OBJECTION:
            return tongue.plain(
                "By its letter of {day} the member city {city} does not consent to the "
                "accession of the candidate {candidate} to the Chinese-German Industrial Cities "
                "Alliance, under chapter II no. 5.1 of the Foundations. Reason: “{text}”",
                **holes,
            )
