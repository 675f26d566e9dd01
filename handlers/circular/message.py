"""A general circular as its recipients read it: the parts of its text, then its files."""

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup, escape
from sqlmodel import Session

from alliance import register
from alliance.circular import draft
from alliance.circular.parts import split
from handlers.accession.case import numbered
from handlers.kit.formatted import html
from handlers.kit.screen import Screen
from locales.tongue import Tongue
from storage.attachment import Attachment
from storage.circular import Circular, CircularText, GeneralCircular
from storage.language import Language

SHORT_SUM = 16


def sheets(
    session: Session, general: GeneralCircular, language: Language, tongue: Tongue
) -> list[Screen]:
    """Return all messages of a circular in a language, without keyboards: text, then files.

    A half that is not written yet has no text.
    """
    text = letter(session, general, language, tongue)
    if text and general.acknowledge:
        text[-1] = ending(text[-1], request(tongue))
    return [*text, *enclosures(session, general, tongue)]


def letter(
    session: Session, general: GeneralCircular, language: Language, tongue: Tongue
) -> list[Screen]:
    """Return the parts of a circular's text; none where it is not written yet."""
    half = draft.texts(session, general).get(language)
    if half is None or not half.text:
        return []
    number = number_of(session, general, tongue)
    pieces = split(half.text, half.entities)
    last = len(pieces) - 1
    parts = []
    for at, piece in enumerate(pieces):
        head = _next(tongue, number, at, last)
        if at == 0:
            head = _first(session, general, half, number, tongue)
        said = [head, html(piece.text, piece.entities)]
        if at == last:
            said.extend(_end(tongue, half.text, numbered_row(session, general)))
        parts.append(Screen(Markup("\n\n").join(said)))
    return parts


def request(tongue: Tongue) -> Markup:
    """Return the sentence that asks for an acknowledgement."""
    return tongue.text(
        "Please acknowledge this circular with the button below; one acknowledgement counts for "
        "your city."
    )


def ending(part: Screen, said: Markup) -> Screen:
    """Return the last part of a text with something said below it."""
    return replace(part, text=Markup("{}\n\n{}").format(part.text, said))


def enclosures(session: Session, general: GeneralCircular, tongue: Tongue) -> list[Screen]:
    """Return a message for each file of a circular."""
    return list(_enclosed(session, general, tongue, draft.files(session, general)))


def enclosure(
    session: Session, general: GeneralCircular, attachment_id: int, tongue: Tongue
) -> Screen | None:
    """Return the message that brings one file; None when it does not belong to the circular."""
    files = draft.files(session, general)
    shown = _enclosed(session, general, tongue, files)
    return next((screen for screen in shown if screen.document == attachment_id), None)


def numbered_row(session: Session, general: GeneralCircular) -> Circular | None:
    """Return the row that holds a circular's number; None while it is a draft."""
    return session.get(Circular, general.circular_id) if general.circular_id else None


def number_of(session: Session, general: GeneralCircular, tongue: Tongue) -> str | None:
    """Return a circular's number in the reader's style; None while it is a draft."""
    circular = numbered_row(session, general)
    return numbered(register.facts(session), circular, tongue) if circular else None


def title_of(session: Session, general: GeneralCircular, language: str) -> str:
    """Return a circular's title in a language, or in the other one, or nothing yet."""
    halves = draft.texts(session, general)
    half = halves.get(Language(language)) or halves.get(Language(language).other)
    return half.title if half else ""


def _first(
    session: Session,
    general: GeneralCircular,
    half: CircularText,
    number: str | None,
    tongue: Tongue,
) -> Markup:
    """Return the head of the first part: title, number, and what it corrects."""
    said = [Markup("<b>{}</b>").format(half.title)]
    circular = numbered_row(session, general)
    if circular is None:
        said.append(tongue.text("Circular, draft without a number"))
    elif tongue.language == "de":
        day = tongue.day(circular.sent_at)
        said.append(tongue.text("Circular no. {number} of {day}", number=number, day=day))
    else:  # a Chinese letter has its day at the end
        said.append(tongue.text("Circular no. {number}", number=number))
    if general.corrects_id is not None:
        corrected = session.get_one(GeneralCircular, general.corrects_id)
        before = number_of(session, corrected, tongue)
        said.append(tongue.text("Correction of circular no. {number}", number=before))
    return Markup("\n").join(said)


def _next(tongue: Tongue, number: str | None, at: int, last: int) -> Markup:
    """Return the head of a part that goes on."""
    if number is None:
        return tongue.text("<i>Part {part} of {parts}</i>", part=at + 1, parts=last + 1)
    return tongue.text(
        "<i>Circular no. {number}, part {part} of {parts}</i>",
        number=number,
        part=at + 1,
        parts=last + 1,
    )


def _end(tongue: Tongue, text: str, circular: Circular | None) -> Iterator[Markup]:
    """Yield what stands below the text: the signature and the record's head."""
    signed = _signature(tongue, text)
    if circular is not None and tongue.language != "de":
        signed.append(escape(tongue.day(circular.sent_at)))
    if signed:
        yield Markup("\n").join(signed)
    if circular is not None:
        yield tongue.text(
            "<i>State of the chain of records: entry {seq},</i> <code>{head}</code>",
            seq=circular.head_seq,
            head=circular.head[:SHORT_SUM],
        )


def _signature(tongue: Tongue, text: str) -> list[Markup]:
    """Return the lines of the signature, without those that the text itself ends with."""
    signed = tongue.text(
        "With kind regards\nSecretariat of the Chinese-German Industrial Cities Alliance"
    ).split("\n")
    written = [line.strip(" ,，。") for line in text.splitlines() if line.strip()]
    for count in range(len(signed), 0, -1):
        if written[-count:] == signed[:count]:
            return signed[count:]
    return signed


def _enclosed(
    session: Session, general: GeneralCircular, tongue: Tongue, files: list[Attachment]
) -> Iterator[Screen]:
    number = number_of(session, general, tongue)
    for at, file in enumerate(files, start=1):
        if number is None:
            caption = tongue.text(
                "Enclosure {at} of {files}: {name}", at=at, files=len(files), name=file.name
            )
        else:
            caption = tongue.text(
                "Enclosure {at} of {files} to circular no. {number}: {name}",
                at=at,
                files=len(files),
                number=number,
                name=file.name,
            )
        yield Screen(caption, document=file.id)
