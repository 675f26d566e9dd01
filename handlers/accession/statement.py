"""What a city is asked and what it answered: its own screen, which follows by itself (S-11)."""

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance.accession.statement import base_of
from alliance.refusal import Refusal
from handlers.accession import words
from handlers.accession.case import Case, case_of, city_of_subject, require_reader
from handlers.accession.presses import (
    ChangePress,
    Choice,
    ChoosePress,
    MinePress,
    ReplyPress,
    StatementPress,
    SubmitPress,
)
from handlers.accession.reading import read_button
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.screen import Answer, Button, Follow, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.accession import AccessionState, StatementKind
from storage.person import Person

FOLLOWED = timedelta(days=60)
Rows = tuple[tuple[Button, ...], ...]


# ---- screens


def screen(
    session: Session, person: Person, accession_id: int, city: str, now: datetime, tongue: Tongue
) -> Screen:
    """Return a city's screen as a person sees it now.

    Raises NotAllowed for people whom it does not concern, and what `case_of` raises.
    """
    case = case_of(session, accession_id, city, now, tongue)
    require_reader(case, person)
    return drawn(case, person, tongue)


def drawn(case: Case, person: Person, tongue: Tongue) -> Screen:
    """Return a city's screen of a case as a reader of it sees it."""
    rows = [*_answer_rows(case, person, tongue)]
    if case.reply is not None:
        label = tongue.label("more", "Read the answer")
        rows.append((Button(label, ReplyPress(case.reply.id or 0, 0)),))
    rows.append((read_button(tongue, case.accession),))
    follow = Follow("statement", case.accession.city_subject(case.city.code), FOLLOWED)
    return Screen(_text(case, person, tongue), (*rows, menu_row(tongue, MinePress(0))), follow)


def shown(visit: Visit, accession_id: int, city: str) -> Screen:
    """Return a city's screen for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, accession_id, city, visit.now, visit.tongue)


def _text(case: Case, person: Person, tongue: Tongue) -> Markup:
    if case.open and case.statement is None:
        return request(case, person, tongue)
    said = [words.heading(tongue, case)]
    if case.accession.state is not AccessionState.OPEN:
        candidate = case.matter.candidate.name(tongue.language)
        said.append(words.outcome(tongue, case.accession, candidate))
    if case.dropped:
        said.append(tongue.text("The city does not take part in this procedure any more."))
    if case.statement is not None:
        said.append(words.given(tongue, case.statement, case.author))
        declared = words.excerpt(case.statement.declaration, 2_600)
        said.append(Markup("<blockquote>{}</blockquote>").format(declared))
        said.append(_afterwards(case, person, tongue))
    return Markup("\n\n").join(part for part in said if part)


def _afterwards(case: Case, person: Person, tongue: Tongue) -> Markup:
    """Return what can follow an answer: nothing once the procedure is over."""
    if not case.open or case.statement is None:
        return Markup()
    if case.contested:
        return tongue.text(
            "{city} has objected to this entry; it does not count as consent until the city "
            "answers anew.",
            city=case.city.name(tongue.language),
        )
    if case.statement.kind is StatementKind.QUESTION:
        if case.reply is None:
            return tongue.text("The secretariat will answer the question in writing.")
        return tongue.text(
            "The secretariat has answered the question. The statement of {city} is still to come.",
            city=case.city.name(tongue.language),
        )
    if case.answers(person):
        return tongue.text(
            "While the procedure is running you can replace the statement by a new one."
        )
    return Markup()


def request(case: Case, person: Person, tongue: Tongue) -> Markup:
    """Return the request for a statement; people who are not in charge read who is."""
    matter, language = case.matter, tongue.language
    candidate, target = matter.candidate.name(language), matter.accession.target_at
    said = [
        tongue.text(
            "<b>Request for a statement</b>\nAccession of the candidate {candidate}\n"
            "Circular no. {number}",
            candidate=candidate,
            number=matter.number,
        ),
        tongue.text("Hello, {person},", person=person.name),
        _asked(case, person, tongue),
        tongue.text(
            "Enclosed with the application: economic key figures, industrial characteristics, "
            "present cooperations and wishes for cooperation."
        ),
    ]
    if target is not None:
        said.append(
            tongue.text("An answer is requested by: <b>{moment}</b>", moment=tongue.moment(target))
        )
    said.append(
        tongue.text(
            "Silence is not consent. After this day, too, only your express declaration counts."
        )
    )
    signed = tongue.text(
        "With kind regards\nSecretariat of the Chinese-German Industrial Cities Alliance"
    )
    if language != "de":
        signed = Markup("{}\n{}").format(signed, tongue.day(matter.circular.sent_at))
    return Markup("\n\n").join([*said, signed])


def _asked(case: Case, person: Person, tongue: Tongue) -> Markup:
    names = {
        "candidate": case.matter.candidate.name(tongue.language),
        "city": case.city.name(tongue.language),
    }
    if case.answers(person):
        return tongue.text(
            "the candidate {candidate} has applied for accession to the Chinese-German "
            "Industrial Cities Alliance. Under chapter II no. 5.1 of the Foundations we ask all "
            "member cities for their statement. You hold the mandate to give it for {city}.",
            **names,
        )
    if case.charge is None:
        return tongue.text(
            "the candidate {candidate} has applied for accession to the Chinese-German "
            "Industrial Cities Alliance. Under chapter II no. 5.1 of the Foundations we ask all "
            "member cities for their statement. Nobody holds the mandate of {city} at present; "
            "the secretariat can give it.",
            **names,
        )
    return tongue.text(
        "the candidate {candidate} has applied for accession to the Chinese-German Industrial "
        "Cities Alliance. Under chapter II no. 5.1 of the Foundations we ask all member cities "
        "for their statement. It is given by {holder}; you receive this letter for information.",
        candidate=names["candidate"],
        holder=case.charge.person.name,
    )


def _answer_rows(case: Case, person: Person, tongue: Tongue) -> Rows:
    if not case.open or not case.answers(person):
        return ()
    if case.statement is None:
        return four(case, tongue)
    accession = case.accession
    change = ChangePress(accession.key, accession.round, case.city.code)
    return ((Button(tongue.label("answered", "Change answer"), change),),)


def four(case: Case, tongue: Tongue) -> Rows:
    """Return the four answers; none is coloured, so that none is suggested."""
    accession, base = case.accession, base_of(case.statement)

    def press(choice: Choice) -> ChoosePress:
        return ChoosePress(accession.key, accession.round, case.city.code, choice, base)

    return (
        (Button(tongue.label("statement", "Consent"), press(Choice.CONSENT)),),
        (Button(tongue.label("statement", "Consent with a remark"), press(Choice.REMARK)),),
        (
            Button(tongue.label("statement", "Question"), press(Choice.QUESTION)),
            Button(tongue.label("statement", "Object"), press(Choice.OBJECTION)),
        ),
    )


# ---- presses, the view, and what newcomers see


def _show(visit: Visit, press: StatementPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.accession, press.city))


def _change(visit: Visit, press: ChangePress) -> Answer:
    tongue = visit.tongue
    case = case_of(visit.session, press.accession, press.city, visit.now, tongue)
    if not case.open or not case.answers(visit.who) or case.statement is None:
        return Answer(shown(visit, press.accession, press.city))
    forms.pause(visit)
    text = Markup("{}\n\n{}\n\n{}").format(
        words.heading(tongue, case),
        words.given(tongue, case.statement, case.author),
        tongue.text(
            "Which answer shall take its place? The present one counts until you submit another."
        ),
    )
    back = StatementPress(press.accession, case.accession.round, press.city)
    rows = (
        *four(case, tongue),
        (read_button(tongue, case.accession),),
        (back_button(tongue, back),),
    )
    return Answer(Screen(text, rows))


def redraw(
    visit: Visit, press: StatementPress | ChangePress | ChoosePress | SubmitPress
) -> Screen:
    """Return the city's screen as it is now, for a press that was refused."""
    return shown(visit, press.accession, press.city)


def view(
    session: Session,
    person: Person,
    _params: dict[str, Any],
    subject: str,
    now: datetime,
    tongue: Tongue,
) -> Screen | None:
    """Return the followed screen; None when it is gone, or concerns the person no more."""
    try:
        accession, city = city_of_subject(session, subject)
        return screen(session, person, accession.key, city, now, tongue)
    except Refusal:
        return None


PRESSES = {StatementPress: _show, ChangePress: _change}
REDRAWS = {StatementPress: redraw, ChangePress: redraw}
VIEWS = {"statement": view}
