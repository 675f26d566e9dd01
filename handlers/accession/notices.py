"""Notices about statements, rendered when they are sent; pointless ones are dropped."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlmodel import Session

from alliance import register, rights
from alliance.accession import electorate
from alliance.refusal import Refusal
from handlers.accession import ending, questions, statement, words
from handlers.accession.case import case_of, latest_reply, matter_of, require_reader
from handlers.accession.mine import FOLLOWED
from handlers.accession.presses import BoardPress, StatementPress, StatusPress
from handlers.accession.reading import read_button
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Follow, Screen
from handlers.kit.visit import Renderer
from locales.tongue import Tongue
from storage.accession import AccessionState, Reply, Statement, StatementKind
from storage.person import Person


class Told(NamedTuple):
    """A notice to be drawn: to whom, about what, when."""

    session: Session
    person: Person
    params: dict[str, Any]
    now: datetime
    tongue: Tongue

    @property
    def accession(self) -> int:
        """Return the procedure's id."""
        return int(self.params["accession"])


def _renderer(draw: Callable[[Told], Screen | None]) -> Renderer:
    """Return a renderer that drops what is refused by the time it is sent."""

    def render(
        session: Session,
        person: Person,
        params: dict[str, Any],
        _subject: str,
        now: datetime,
        tongue: Tongue,
    ) -> Screen | None:
        try:
            return draw(Told(session, person, params, now, tongue))
        except Refusal:
            return None

    return render


def _request(told: Told) -> Screen | None:
    """Return the city's own screen; how a procedure ended is another notice."""
    accession = electorate.get(told.session, told.accession)
    if accession.state is not AccessionState.OPEN:
        return None
    city = told.params["city"]
    return statement.screen(told.session, told.person, told.accession, city, told.now, told.tongue)


def _opened(told: Told) -> Screen | None:
    tongue = told.tongue
    matter = matter_of(told.session, told.accession, tongue)
    target = matter.accession.target_at
    if matter.accession.state is not AccessionState.OPEN or target is None:
        return None
    asked = len(electorate.electors(told.session, matter.accession))
    text = tongue.count(
        "<b>Accession of {candidate}</b>\nCircular no. {number}\n\nThe application is out: {n} "
        "member city is asked for its statement by {moment}.",
        "<b>Accession of {candidate}</b>\nCircular no. {number}\n\nThe application is out: {n} "
        "member cities are asked for their statements by {moment}.",
        asked,
        candidate=matter.candidate.name(tongue.language),
        number=matter.number,
        moment=tongue.moment(target),
    )
    rows = (
        (_standing(tongue, told.person, told.accession),),
        (read_button(tongue, matter.accession),),
        menu_row(tongue),
    )
    return Screen(text, rows)


def _standing(tongue: Tongue, person: Person, accession_id: int) -> Button:
    """Return the button to what a person may see of a procedure."""
    if rights.follows(person):
        return Button(tongue.label("more", "Board"), BoardPress(accession_id))
    return Button(tongue.label("more", "How it stands"), StatusPress(accession_id))


def _receipt(told: Told) -> Screen | None:
    said = told.session.get(Statement, told.params["statement"])
    if said is None:
        return None
    tongue = told.tongue
    matter = matter_of(told.session, told.accession, tongue)
    city = register.city(told.session, said.city_code)
    text = tongue.text(
        "<b>Receipt {receipt}</b>\n\nThe declaration of the member city {city} has reached the "
        "secretariat.\n\nSubject: accession of the candidate {candidate}, circular no. {number}\n"
        "Content: {content}\nGiven by: {person}, {function}\nReceived: {moment}\n"
        "Checksum (SHA-256): {checksum}\n\nThe version in the language in which it was given "
        "prevails. We thank you and ask you to keep this receipt with your files.",
        receipt=said.receipt,
        city=city.name(tongue.language),
        candidate=matter.candidate.name(tongue.language),
        number=matter.number,
        content=words.kind_name(tongue, said.kind),
        person=told.person.name,
        function=told.person.function,
        moment=tongue.moment(said.at, seconds=True),
        checksum=Markup("<code>{}</code>").format(said.checksum),
    )
    copy = Button(tongue.label("more", "Copy the number"), copy=said.receipt)
    label = tongue.label("more", "To the statement")
    show = Button(label, StatementPress(told.accession, said.round, said.city_code))
    return Screen(text, ((copy, show), menu_row(tongue)))


def _statement_told(told: Told) -> Screen | None:
    said = told.session.get(Statement, told.params["statement"])
    if said is None:
        return None
    case = case_of(told.session, told.accession, said.city_code, told.now, told.tongue)
    author = told.session.get(Person, said.person_id)
    reply = latest_reply(told.session, said)
    return questions.told_screen(told.tongue, told.person, case, said, author, reply)


def _reply(told: Told) -> Screen | None:
    answer = told.session.get(Reply, told.params["reply"])
    said = told.session.get(Statement, told.params["statement"])
    if answer is None or said is None:
        return None
    tongue = told.tongue
    case = case_of(told.session, told.accession, said.city_code, told.now, tongue)
    require_reader(case, told.person)
    translated = questions.reads_translation(tongue, answer)
    return questions.screen(tongue, told.person, case, said, answer, translated=translated)


def _ended(told: Told) -> Screen | None:
    matter = matter_of(told.session, told.accession, told.tongue)
    seatable = [register.city(told.session, code) for code in told.params.get("seatable", ())]
    button = _standing(told.tongue, told.person, told.accession)
    return ending.screen(told.session, told.tongue, matter, seatable, button)


def _reminder(told: Told) -> Screen | None:
    """Return the reminder; None once the city has answered or the procedure is over."""
    tongue = told.tongue
    case = case_of(told.session, told.accession, told.params["city"], told.now, tongue)
    require_reader(case, told.person)
    said = case.statement
    answered = said is not None and said.kind is StatementKind.QUESTION and case.reply is not None
    waits = said is None or answered or case.contested
    if not case.open or not waits:
        return None
    names = {
        "person": told.person.name,
        "candidate": case.matter.candidate.name(tongue.language),
        "number": case.matter.number,
        "day": tongue.day(case.matter.circular.sent_at),
        "city": case.city.name(tongue.language),
    }
    target = case.accession.target_at
    if target is not None and told.now < target:
        first = tongue.text(
            "<b>Your statement is still to come</b>\n\nHello, {person},\n\non the accession of "
            "the candidate {candidate} (circular no. {number} of {day}) we do not have the "
            "statement of {city} yet. We ask for your answer by {moment}.",
            **names,
            moment=tongue.moment(target),
        )
    else:
        first = tongue.text(
            "<b>Your statement is still to come</b>\n\nHello, {person},\n\non the accession of "
            "the candidate {candidate} (circular no. {number} of {day}) we do not have the "
            "statement of {city} yet. We would be grateful if you could answer soon.",
            **names,
        )
    rest = tongue.text(
        "Without your declaration the accession cannot be accepted. Silence is not consent.\n\n"
        "If documents are missing or you need more time, a question is enough. If this message "
        "has crossed your letter, please regard it as settled."
    )
    rows = statement.four(case, tongue) if case.answers(told.person) else ()
    follow = Follow("statement", case.accession.city_subject(case.city.code), FOLLOWED)
    return Screen(
        Markup("{}\n\n{}").format(first, rest),
        (*rows, (read_button(tongue, case.accession),), menu_row(tongue)),
        follow,
    )


NOTICES: dict[str, Renderer] = {
    kind: _renderer(draw)
    for kind, draw in (
        ("statement-request", _request),
        ("statement-copy", _request),
        ("accession-opened", _opened),
        ("receipt", _receipt),
        ("statement-told", _statement_told),
        ("reply", _reply),
        ("accession-ended", _ended),
        ("reminder", _reminder),
    )
}
