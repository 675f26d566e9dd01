"""Drafting an application: four parts in two languages, files, target date (S-10)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import pair, rights
from alliance.accession import electorate, wording
from alliance.accession.candidate import eligible
from alliance.accession.refusals import AlreadyRunning, NotDraft
from alliance.refusal import BadValue, FileUnusable
from alliance.register import locked as locked_city
from storage.accession import Accession, AccessionState, DossierFile, DossierText, Part
from storage.attachment import Attachment, FetchState
from storage.city import City
from storage.language import Language
from storage.person import Person

PART_LIMIT = 20_000
ORDER = {part: place for place, part in enumerate(Part)}


@dataclass(frozen=True)
class Draft:
    """A draft with who edited it last."""

    accession: Accession
    candidate: City
    editor: Person


# ---- asking


def open_drafts(session: Session) -> list[Draft]:
    """Return the drafts, last edited first."""
    query = (
        select(Accession, City, Person)
        .join(City, col(City.code) == col(Accession.candidate_code))
        .join(Person, col(Person.id) == col(Accession.editor_id))
        .where(Accession.state == AccessionState.DRAFT)
        .order_by(col(Accession.edited_at).desc(), col(Accession.id).desc())
    )
    return [Draft(*found) for found in session.exec(query)]


def dossier(session: Session, accession: Accession) -> list[DossierText]:
    """Return the texts of the present round in the order of the parts, German first."""
    query = select(DossierText).where(
        DossierText.accession_id == accession.key, DossierText.round == accession.round
    )
    found = session.exec(query.execution_options(populate_existing=True))
    return sorted(found, key=lambda half: (ORDER[half.part], half.language is not Language.DE))


def files(session: Session, accession: Accession) -> list[Attachment]:
    """Return the files of the present round, in the order in which they arrived."""
    query = (
        select(Attachment)
        .join(DossierFile, col(DossierFile.attachment_id) == col(Attachment.id))
        .where(DossierFile.accession_id == accession.key, DossierFile.round == accession.round)
        .order_by(col(Attachment.id))
    )
    return list(session.exec(query))


# ---- acts


def start(session: Session, secretary: Person, candidate_code: str, now: datetime) -> Accession:
    """Start a draft for a candidate.

    Raises NotActive, NotAllowed, UnknownCity, NotACandidate, AlreadyRunning (a draft may be
    taken over by any secretary).
    """
    rights.require_secretary(secretary)
    candidate = locked_city(session, candidate_code)
    eligible(candidate)
    running = select(Accession).where(
        Accession.candidate_code == candidate_code,
        col(Accession.state).in_((AccessionState.DRAFT, AccessionState.OPEN)),
    )
    if (other := session.exec(running).one_or_none()) is not None:
        raise AlreadyRunning(other.key, candidate_code)
    draft = Accession(
        candidate_code=candidate_code,
        created_at=now,
        editor_id=secretary.key,
        edited_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def write(
    session: Session,
    actor: Person,
    accession_id: int,
    part: Part,
    language: Language,
    text: str,
    now: datetime,
) -> pair.Written[DossierText]:
    """Write one half of a part; changing a half that was not stale makes the other one stale.

    Raises NotActive, NotAllowed (others than secretariat and contact office), UnknownAccession,
    NotDraft, BadValue (text: empty, control, too-long beyond 20,000 characters).
    """
    draft = _locked_draft(session, actor, accession_id)
    clean = wording.text("text", text, PART_LIMIT)
    halves = _halves(session, draft, part)
    half = halves.get(language) or DossierText(
        accession_id=draft.key,
        round=draft.round,
        part=part,
        language=language,
        text="",
        written_at=now,
        written_by=actor.key,
    )
    done = pair.write(halves, half, actor, now, text=clean)
    if done.changed:
        session.add(half)
        _edited(session, draft, actor, now)
    return done


def confirm_half(
    session: Session,
    actor: Person,
    accession_id: int,
    part: Part,
    language: Language,
    now: datetime,
) -> DossierText:
    """Declare a stale half checked and still right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownAccession, NotDraft, NothingWritten.
    """
    draft = _locked_draft(session, actor, accession_id)
    halves = _halves(session, draft, part)
    if pair.confirm(halves, language):
        _edited(session, draft, actor, now)
    return halves[language]


def attach(
    session: Session, secretary: Person, accession_id: int, attachment_id: int, now: datetime
) -> None:
    """Add a file that has arrived to the dossier; twice is once.

    Raises NotActive, NotAllowed, UnknownAccession, NotDraft, FileUnusable.
    """
    rights.require_secretary(secretary)
    draft = _locked_draft(session, secretary, accession_id)
    usable_file(session, attachment_id)
    if session.get(DossierFile, (draft.key, attachment_id)) is None:
        session.add(
            DossierFile(accession_id=draft.key, attachment_id=attachment_id, round=draft.round)
        )
        _edited(session, draft, secretary, now)


def detach(
    session: Session, secretary: Person, accession_id: int, attachment_id: int, now: datetime
) -> None:
    """Take a file out of the dossier; raises NotActive, NotAllowed, UnknownAccession, NotDraft."""
    rights.require_secretary(secretary)
    draft = _locked_draft(session, secretary, accession_id)
    attached = session.get(DossierFile, (draft.key, attachment_id))
    if attached is not None:
        session.delete(attached)
        _edited(session, draft, secretary, now)


def set_target(
    session: Session, secretary: Person, accession_id: int, at: datetime, now: datetime
) -> Accession:
    """Set the target date (UTC), which must lie ahead.

    Raises NotActive, NotAllowed, UnknownAccession, NotDraft, BadValue("target_at", "past").
    """
    rights.require_secretary(secretary)
    draft = _locked_draft(session, secretary, accession_id)
    if at <= now:
        raise BadValue("target_at", "past")
    draft.target_at = at
    _edited(session, draft, secretary, now)
    return draft


def discard(session: Session, secretary: Person, accession_id: int, now: datetime) -> Accession:
    """Give a draft up; raises NotActive, NotAllowed, UnknownAccession, NotDraft."""
    rights.require_secretary(secretary)
    draft = _locked_draft(session, secretary, accession_id)
    draft.state = AccessionState.DISCARDED
    draft.ended_at = now
    _edited(session, draft, secretary, now)
    return draft


# ---- steps that acts share


def usable_file(session: Session, attachment_id: int) -> Attachment:
    """Return a file that has arrived; raises FileUnusable."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.state is not FetchState.READY:
        raise FileUnusable(attachment_id)
    return found


def require_draft(accession: Accession) -> None:
    """Raise NotDraft for a procedure that was sent or discarded."""
    if accession.state is not AccessionState.DRAFT:
        raise NotDraft(accession.key, accession.state)


def _locked_draft(session: Session, actor: Person, accession_id: int) -> Accession:
    rights.require_editor(actor)
    draft = electorate.locked(session, accession_id)
    require_draft(draft)
    return draft


def _halves(session: Session, draft: Accession, part: Part) -> dict[Language, DossierText]:
    return {half.language: half for half in dossier(session, draft) if half.part is part}


def _edited(session: Session, draft: Accession, actor: Person, now: datetime) -> None:
    draft.editor_id = actor.key
    draft.edited_at = now
    session.add(draft)
    session.flush()
