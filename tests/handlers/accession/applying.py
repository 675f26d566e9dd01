"""An application on the stage: a candidate, secretaries, files, and a draft being written."""

from sqlmodel import Session, select

from alliance.accession import draft, opening
from handlers.accession.parts import HALVES
from storage.accession import Accession
from storage.attachment import Attachment, FetchState
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person, Role
from tests.handlers.stage import NOW, Phone, Stage


def secretary(stage: Stage, name: str = "Eva Lang", language: Language = Language.DE) -> Phone:
    """Return the phone of a secretary."""
    return stage.person(name, role=Role.SECRETARIAT, language=language)


def holder(stage: Stage, name: str, city: str, language: Language = Language.DE) -> Phone:
    """Return the phone of a city's mandate holder."""
    phone = stage.person(name, city, language=language)
    stage.session.add(Mandate(city_code=city, holder_id=phone.person.key, since=stage.now))
    stage.session.flush()
    return phone


def written(stage: Stage, by: Person) -> Accession:
    """Return a draft of the candidate with all eight halves."""
    accession = draft.start(stage.session, by, "neuss", stage.now)
    for part, language in HALVES:
        text = f"{part} {language}"
        draft.write(stage.session, by, accession.key, part, language, text, stage.now)
    return accession


def asked(stage: Stage, by: Person) -> Accession:
    """Return a procedure whose circular is out."""
    accession = written(stage, by)
    return opening.ask(stage.session, by, accession.key, stage.now).accession


def attachment(session: Session, name: str = "scan.pdf") -> Attachment:
    """Add a file that has arrived."""
    count = len(session.exec(select(Attachment.id)).all())
    file = Attachment(
        bot_id=1,
        update_id=count,
        telegram_id=1,
        file_id=f"file-{count}",
        name=name,
        mime="application/pdf",
        size=9,
        sha256=f"{count:064d}",
        state=FetchState.READY,
        created_at=NOW,
    )
    session.add(file)
    session.flush()
    return file


def send_file(phone: Phone, file: Attachment) -> None:
    """Send a file from a phone."""
    document = {"file_id": file.file_id, "file_name": file.name}
    phone.send({"document": document}, file)


def texts(stage: Stage) -> list[str]:
    """Return what is written in the only draft, in order."""
    accession = stage.session.exec(select(Accession)).one()
    return [half.text for half in draft.dossier(stage.session, accession)]
