"""A draft before it goes out: its halves, what is missing, and whom it will reach (S-10)."""

from markupsafe import Markup

from alliance import register, rights
from alliance.accession import draft, electorate, opening, rules
from alliance.refusal import NotAllowed
from handlers.accession.draftpresses import (
    AskPress,
    ChangeHalfPress,
    DiscardPress,
    DraftPress,
    DraftsPress,
    FilesPress,
    HalfPress,
    NewApplicationPress,
    StillRightPress,
    TargetPress,
    WritePress,
)
from handlers.accession.parts import (
    HALVES,
    Half,
    first_missing,
    half,
    page_of,
    part_name,
    written,
)
from handlers.kit.buttons import back_button, language_label, menu_row, short
from handlers.kit.halves import mark, question, right_button, version_name
from handlers.kit.pages import turn
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Visit
from storage.accession import Accession, DossierText, Part
from storage.language import Language


def editable(visit: Visit, accession_id: int) -> Accession:
    """Return a draft that the person may edit; raises NotAllowed, UnknownAccession, NotDraft."""
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    accession = electorate.get(visit.session, accession_id)
    draft.require_draft(accession)
    return accession


def candidate_name(visit: Visit, accession: Accession) -> str:
    """Return the candidate's name in the reader's language."""
    return register.city(visit.session, accession.candidate_code).name(visit.language)


# ---- the overview


def screen(visit: Visit, accession_id: int) -> Screen:
    """Return a draft's preview; raises NotAllowed, UnknownAccession, NotDraft."""
    accession = editable(visit, accession_id)
    there = written(visit.session, accession)
    blocks = [_heading(visit, accession), _parts(visit, there), _rest(visit, accession)]
    if missing := rules.completeness(there.values()):
        blocks.append(incomplete(visit, missing))
    elif past(visit, accession):
        blocks.append(visit.tongue.text("The target date has passed; please choose another."))
    if visit.who.secretary:
        blocks.append(_reach(visit))
    return Screen(
        Markup("\n\n").join(blocks), _rows(visit, accession, there, ready(visit, accession))
    )


def ready(visit: Visit, accession: Accession) -> bool:
    """Return whether a draft could be sent now."""
    texts = draft.dossier(visit.session, accession)
    return not rules.completeness(texts) and not past(visit, accession)


def past(visit: Visit, accession: Accession) -> bool:
    """Return whether the chosen target date has passed."""
    return accession.target_at is not None and accession.target_at <= visit.now


def incomplete(visit: Visit, missing: tuple[rules.Missing, ...]) -> Markup:
    """Return the sentence that says which halves keep a draft from being sent (S-10)."""
    tongue = visit.tongue
    lines = [
        tongue.text(
            "– {part}, {version}: {state}",
            part=part_name(tongue, one.part),
            version=version_name(tongue, one.language),
            state=tongue.plain("to be checked") if one.stale else tongue.plain("missing"),
        )
        for one in missing
    ]
    return tongue.text(
        "The application cannot be sent yet:\n{missing}", missing=Markup("\n").join(lines)
    )


def _heading(visit: Visit, accession: Accession) -> Markup:
    editor = electorate.by_id(visit.session, [accession.editor_id])[accession.editor_id]
    return visit.tongue.text(
        "<b>Application of the candidate {city}</b>\nDraft, last edited by {person} on {moment}",
        city=candidate_name(visit, accession),
        person=editor.name,
        moment=visit.tongue.short(accession.edited_at),
    )


def _parts(visit: Visit, there: dict[Half, DossierText]) -> Markup:
    tongue = visit.tongue
    lines = [
        tongue.text(
            "{number}. {part}\n German version: {german} · Chinese version: {chinese}",
            number=number,
            part=part_name(tongue, part),
            german=_state(visit, there.get(Half(part, Language.DE))),
            chinese=_state(visit, there.get(Half(part, Language.ZH))),
        )
        for number, part in enumerate(Part, start=1)
    ]
    return Markup("\n").join(lines)


def _state(visit: Visit, text: DossierText | None) -> str:
    if text is None:
        return visit.tongue.plain("missing")
    if text.stale:
        return visit.tongue.plain("to be checked")
    return visit.tongue.plain("there")


def _rest(visit: Visit, accession: Accession) -> Markup:
    tongue = visit.tongue
    files = draft.files(visit.session, accession)
    names = tongue.listed(short(file.name) for file in files) if files else tongue.plain("none")
    target = accession.target_at or rules.suggested_target(visit.now)
    return tongue.text(
        "Files: {files}\nAnswer asked for by: {moment}", files=names, moment=tongue.moment(target)
    )


def _reach(visit: Visit) -> Markup:
    """Return how many people the request reaches, and the cities that it does not."""
    members = register.members(visit.session)
    codes = [city.code for city in members]
    charges = electorate.in_charge(visit.session, codes, visit.now)
    contacts = electorate.contacts(visit.session, codes)
    people = {
        person.key
        for person in (*charges.values(), *(one for some in contacts.values() for one in some))
        if electorate.reachable(person)
    }
    blocks = [
        visit.tongue.count(
            "The request reaches {n} person; member cities asked: {cities}.",
            "The request reaches {n} people; member cities asked: {cities}.",
            len(people),
            cities=len(members),
        )
    ]
    unreachable = opening.unreachable(visit.session, visit.now)
    if unreachable:
        blocks.append(
            visit.tongue.text(
                "Nobody of these cities can be reached here; please write to them by letter: "
                "{cities}.",
                cities=visit.tongue.listed(city.name(visit.language) for city in unreachable),
            )
        )
    silent = [
        city
        for city in opening.unmandated(visit.session, visit.now)
        if city.code not in {one.code for one in unreachable}
    ]
    if silent:
        blocks.append(
            visit.tongue.text(
                "Nobody can answer for these cities yet: {cities}.",
                cities=visit.tongue.listed(city.name(visit.language) for city in silent),
            )
        )
    return Markup("\n").join(blocks)


def _rows(
    visit: Visit,
    accession: Accession,
    there: dict[Half, DossierText],
    sendable: bool,  # noqa: FBT001
) -> tuple[tuple[Button, ...], ...]:
    tongue, secretary = visit.tongue, visit.who.secretary
    rows = [
        tuple(_half_button(visit, accession, at, there) for at in (first, first + 1))
        for first in range(0, len(HALVES), 2)
    ]
    if first_missing(visit.session, accession) is not None:
        rows.append((Button(tongue.label("more", "Go on writing"), WritePress(accession.key)),))
    if not secretary:
        return (*rows, menu_row(tongue, DraftsPress(0)))
    files = len(draft.files(visit.session, accession))
    label = tongue.label("more", "Files")
    rows.append(
        (
            Button(f"{label} ({files})" if files else label, FilesPress(accession.key)),
            Button(tongue.label("more", "Target date"), TargetPress(accession.key)),
        )
    )
    if sendable:
        ask = tongue.label("application", "Ask for statements")
        rows.append((Button(ask, AskPress(accession.key), style=Style.PRIMARY),))
    discard = tongue.label("circular", "Discard draft")
    rows.append((Button(discard, DiscardPress(accession.key, 0)),))
    return (*rows, menu_row(tongue, NewApplicationPress(0)))


def _half_button(
    visit: Visit, accession: Accession, at: int, there: dict[Half, DossierText]
) -> Button:
    tongue, where = visit.tongue, HALVES[at]
    label = language_label(tongue, where.language)
    sign = mark(there.get(where))
    return Button(f"{sign} {at // 2 + 1} {label}", HalfPress(accession.key, at, 0))


# ---- one half


def half_screen(visit: Visit, accession_id: int, at: int, number: int) -> Screen:
    """Return a page of one half; raises NotAllowed, UnknownAccession, NotDraft, Stale."""
    accession, where = editable(visit, accession_id), half(at)
    tongue = visit.tongue
    text = written(visit.session, accession).get(where)
    back = (back_button(tongue, DraftPress(accession.key)),)
    change = Button(tongue.label("form", "Change"), ChangeHalfPress(accession.key, at))
    if text is None:
        shown = tongue.text(
            "<b>{part}</b>\n{version}\n\nThis text is still missing.",
            part=part_name(tongue, where.part),
            version=version_name(tongue, where.language),
        )
        write = Button(tongue.label("more", "Write"), ChangeHalfPress(accession.key, at))
        return Screen(shown, ((write,), back))
    shown, page, total = page_of(tongue, where, text.text, number)
    own = [change]
    if text.stale:
        shown = Markup("{}\n\n{}").format(shown, question(tongue))
        press = StillRightPress(accession.key, at, pair_sum(visit, accession, where))
        own.append(right_button(tongue, press))
    turning = turn(tongue, page, total, lambda to: HalfPress(accession.key, at, to))
    return Screen(shown, (*turning, tuple(own), back))


def pair_sum(visit: Visit, accession: Accession, where: Half) -> str:
    """Return the short checksum of both halves of a part, so that a check is of what was seen."""
    candidate = register.city(visit.session, accession.candidate_code)
    there = written(visit.session, accession)
    pair = [text for one, text in there.items() if one.part is where.part]
    return opening.checksum(candidate, pair, [])[:8]
