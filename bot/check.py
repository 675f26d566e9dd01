"""`stadtbote check`: the database is sound, the record holds, the files are there."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from alliance import check, record
from storage.attachment import Attachment
from storage.engine import make_engine


@dataclass
class Findings:
    """What is wrong, and what else the operator should know."""

    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def examine(url: str, files: Path) -> Findings:
    """Return everything that is wrong with a database and its files; nothing is changed."""
    found = Findings()
    for finding in check.findings(url):
        sentence = f"{finding.part}: {finding.what}."
        (found.notes if finding.part == "facts" else found.troubles).append(sentence)
    if found.troubles:
        return found
    engine = make_engine(url)
    try:
        with (
            engine.connect().execution_options(read_only=True) as connection,
            Session(connection) as session,
        ):
            seq, head = record.head(session)
            found.notes.append(f"The record holds: {seq} entries, head {head}.")
            _examine_files(session, files, found)
    finally:
        engine.dispose()
    return found


def _examine_files(session: Session, files: Path, found: Findings) -> None:
    query = select(Attachment.sha256).where(col(Attachment.sha256).is_not(None)).distinct()
    for name in session.exec(query):
        file = files / str(name)
        if not file.is_file():
            found.troubles.append(f"the file {file} is missing: restore it from a backup.")
        elif _digest(file) != name:
            found.troubles.append(f"the file {file} is damaged: restore it from a backup.")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
