"""Files that the program makes itself."""

import hashlib
from datetime import timedelta

from sqlmodel import select

from handlers.kit import making
from handlers.kit.visit import Visit
from handlers.registry import BOOK
from locales.tongue import BERLIN, Tongue
from storage.attachment import Attachment, FetchState
from tests.handlers.stage import Stage

TEXT = "text/plain"


def visit(stage: Stage, telegram_id: int = 1) -> Visit:
    """Return somebody's visit."""
    tongue = Tongue("de", BERLIN)
    return Visit(stage.session, stage.now, telegram_id, None, tongue, 1, stage.files, "b", BOOK)


def kept(stage: Stage) -> dict[str, bytes]:
    """Return the files that are kept, by name; the database lies beside them."""
    files = stage.files.iterdir()
    return {file.name: file.read_bytes() for file in files if "stadtbote" not in file.name}


def test_made_file_is_kept_by_its_hash(stage: Stage) -> None:
    key = making.keep(visit(stage), "Liste.txt", TEXT, "Größe".encode())
    row = stage.session.get_one(Attachment, key)
    digest = hashlib.sha256("Größe".encode()).hexdigest()
    assert (row.sha256, row.size, row.bot_id, row.file_id, row.state, row.telegram_id) == (
        digest,
        7,
        making.MADE_HERE,
        "",
        FetchState.READY,
        1,
    )
    assert kept(stage) == {digest: "Größe".encode()}


def test_same_file_made_twice_is_one(stage: Stage) -> None:
    first = [making.keep(visit(stage), "a.txt", TEXT, b"a") for _ in range(2)]
    assert first[0] == first[1]
    others = [
        making.keep(visit(stage), "b.txt", TEXT, b"a"),
        making.keep(visit(stage), "a.txt", TEXT, b"b"),
        making.keep(visit(stage, 2), "a.txt", TEXT, b"a"),
    ]
    assert len({first[0], *others}) == 4
    assert len(stage.session.exec(select(Attachment)).all()) == 4
    assert sorted(kept(stage).values()) == [b"a", b"b"]


def test_made_files_are_forgotten_after_thirty_days(stage: Stage) -> None:
    making.keep(visit(stage), "alt.txt", TEXT, b"old")
    making.keep(visit(stage), "beides.txt", TEXT, b"both")
    stage.pass_time(days=1)
    making.keep(visit(stage, 2), "beides.txt", TEXT, b"both")
    stage.session.add(
        Attachment(
            bot_id=7,
            update_id=1,
            telegram_id=1,
            file_id="x",
            name="sent.txt",
            mime=TEXT,
            size=4,
            sha256=making.store(stage.files, b"sent"),
            created_at=stage.now - timedelta(days=99),
        )
    )
    stage.pass_time(days=29)
    assert making.forget_old(stage.session, stage.files, stage.now) == 2
    assert sorted(kept(stage).values()) == [b"both", b"sent"]
    names = stage.session.exec(select(Attachment.name))
    assert sorted(names) == ["beides.txt", "sent.txt"]


def test_file_that_is_made_again_is_kept_again(stage: Stage) -> None:
    making.keep(visit(stage), "a.txt", TEXT, b"a")
    stage.pass_time(days=29)
    making.keep(visit(stage), "a.txt", TEXT, b"a")
    stage.pass_time(days=29)
    assert making.forget_old(stage.session, stage.files, stage.now) == 0
    assert list(kept(stage).values()) == [b"a"]
