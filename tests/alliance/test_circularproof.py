"""The proof of general circulars: every row that is not as the record says is named."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from alliance import caseproof, check, circularproof, record, register
from alliance.circular import acknowledge, draft, sending
from alliance.circular.draft import OUT
from alliance.circularproof import ADDRESSEE, ATTACHMENT, CHOSEN, FILE, GENERAL, HALF
from alliance.proof import CIRCULAR, COMMITMENT
from storage.check import Finding
from storage.circular import Audience, CircularCity, CircularKind, GeneralState
from storage.engine import make_engine, make_session
from storage.fact import Fact
from storage.language import Language
from tests.alliance.accession.world import LATER, World, build, scan
from tests.alliance.circular.out import numbered, out
from tests.alliance.people import NOW
from tests.alliance.tamper import Chain, lived

MUCH_LATER = LATER + timedelta(days=1)


def written(world: World, *, wanted: bool = True) -> int:
    """Return the id of a draft to all members, with a file."""
    session, clerk = world.session, world.first
    key = draft.start(session, clerk, NOW).key
    for language in Language:
        draft.write_title(session, clerk, key, language, f"Title {language}", NOW)
        bold = {"type": "bold", "offset": 0, "length": 4}
        draft.write_text(session, clerk, key, language, f"Text {language}", [bold], NOW)
    draft.attach(session, clerk, key, scan(session), NOW)
    draft.set_audience(session, clerk, key, Audience.MEMBERS, NOW)
    draft.set_acknowledge(session, clerk, key, wanted, NOW)
    return key


def live(world: World) -> None:
    """Let a circular go out, be acknowledged and corrected, and others stay drafts."""
    session, clerk = world.session, world.first
    world.asked()
    first = written(world)
    sending.send(session, clerk, first, NOW)
    acknowledge.acknowledge(session, world.holders["cn0"], first, LATER)
    sending.pause(session, clerk, first, LATER)
    correction = sending.correct(session, clerk, first, LATER)
    draft.write_title(session, clerk, correction.key, Language.DE, "Corrected", LATER)
    draft.confirm_half(session, clerk, correction.key, Language.ZH, LATER)
    sending.send(session, clerk, correction.key, LATER)
    third = written(world)
    draft.set_audience(session, clerk, third, Audience.CITIES, NOW, cities=["cn0"])
    sending.schedule(session, clerk, third, LATER, NOW)
    sending.send_due(session, LATER)
    sending.stop(session, clerk, third, MUCH_LATER)
    draft.discard(session, clerk, written(world), NOW)
    sending.schedule(session, clerk, written(world), MUCH_LATER, NOW)
    written(world, wanted=False)


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a database in which circulars went out; nothing is wrong in it."""
    with lived(
        database,
        lambda session: live(build(session, cn=2, de=1)),
        caseproof.findings,
        circularproof.findings,
    ) as chain:
        yield chain


@pytest.mark.parametrize(
    ("column", "value"),
    [("acknowledge", False), ("corrects_id", 2), ("content_sum", "0" * 64)],
)
def test_changed_circular_is_found(chain: Chain, column: str, value: object) -> None:
    changed = sa.update(GENERAL).where(GENERAL.c.id == 1).values({column: value})
    assert f"generalcircular 1 differs from entry 2 in {column}" in chain.named(changed)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", CircularKind.ACCESSION),
        ("year", 2025),
        ("serial", 9),
        ("sent_at", MUCH_LATER),
        ("sent_by", 2),
    ],
)
def test_changed_number_is_found(chain: Chain, column: str, value: object) -> None:
    changed = sa.update(CIRCULAR).where(CIRCULAR.c.serial == 2).values({column: value})
    assert f"generalcircular 1 differs from entry 2 in {column}" in chain.named(changed)


@pytest.mark.parametrize(
    ("city", "column", "value"),
    [
        ("cn0", "acknowledged_at", MUCH_LATER),
        ("cn0", "acknowledged_at", None),
        ("cn0", "acknowledged_by", 1),
        ("cn0", "acknowledged_by", None),
        ("cn1", "acknowledged_at", LATER),
        ("cn1", "acknowledged_by", 3),
    ],
)
def test_changed_acknowledgement_is_found(
    chain: Chain, city: str, column: str, value: object
) -> None:
    mine = (ADDRESSEE.c.general_id == 1) & (ADDRESSEE.c.city_code == city)
    entry = {"cn0": 3, "cn1": 2}[city]
    changed = sa.update(ADDRESSEE).where(mine).values({column: value})
    assert chain.named(changed) == [f"addressee 1/{city} differs from entry {entry} in {column}"]


def test_cities_added_or_taken_out_are_found(chain: Chain) -> None:
    mine = (ADDRESSEE.c.general_id == 1) & (ADDRESSEE.c.city_code == "de0")
    assert chain.named(sa.delete(ADDRESSEE).where(mine)) == [
        "addressee 1/de0 of entry 2 is missing"
    ]
    more = sa.insert(ADDRESSEE).values(general_id=1, city_code="new")
    assert chain.named(more) == ["addressee 1/new stands in no entry"]


def half(language: Language, **values: object) -> sa.Update:
    mine = (HALF.c.general_id == 1) & (HALF.c.language == language)
    return sa.update(HALF).where(mine).values(values)


@pytest.mark.parametrize(
    "change",
    [
        half(Language.DE, title="otherwise"),
        half(Language.ZH, text="otherwise"),
        half(Language.DE, entities=[]),
        half(Language.ZH, entities=[{"type": "bold", "offset": 0, "length": 5}]),
        half(Language.DE, entities=["\ud800"]),
        sa.delete(HALF).where(HALF.c.general_id == 1),
        sa.delete(FILE).where(FILE.c.general_id == 1),
        sa.insert(FILE).values(general_id=1, attachment_id=2),
    ],
)
def test_changed_content_is_found(chain: Chain, change: sa.Executable) -> None:
    assert chain.named(change) == [
        "the text or the files of circular 1 were changed after it went out"
    ]


@pytest.mark.parametrize("values", [{"name": "other.pdf"}, {"sha256": "f" * 64}])
def test_exchanged_file_is_found(chain: Chain, values: dict[str, str]) -> None:
    changed = sa.update(ATTACHMENT).where(ATTACHMENT.c.id == 1).values(values)
    assert chain.named(changed) == [
        f"the text or the files of circular {key} were changed after it went out" for key in (1, 2)
    ]


@pytest.mark.parametrize("state", [GeneralState.DRAFT, GeneralState.DISCARDED])
def test_circular_taken_back_is_found(chain: Chain, state: GeneralState) -> None:
    changed = sa.update(GENERAL).where(GENERAL.c.id == 2).values(state=state)
    assert chain.named(changed) == [
        "generalcircular 2 of entry 5 is missing",
        "circular number 2026/3 belongs to no circular",
    ]


def test_circular_that_no_entry_sent_is_found(chain: Chain) -> None:
    forged = sa.update(GENERAL).where(GENERAL.c.id == 6).values(state=GeneralState.SENT)
    assert "generalcircular 6 stands in no entry" in chain.named(forged)


def test_number_that_belongs_to_nothing_is_found(chain: Chain) -> None:
    changed = sa.update(GENERAL).where(GENERAL.c.id == 1).values(circular_id=None)
    assert chain.named(changed)[-1] == "circular number 2026/2 belongs to no circular"


@pytest.mark.parametrize(
    ("general_id", "entry", "was"),
    [(1, 4, GeneralState.PAUSED), (2, 5, GeneralState.SENT), (3, 7, GeneralState.STOPPED)],
)
@pytest.mark.parametrize("state", OUT)
def test_circular_in_another_state_is_found(
    chain: Chain, general_id: int, entry: int, was: GeneralState, state: GeneralState
) -> None:
    changed = sa.update(GENERAL).where(GENERAL.c.id == general_id).values(state=state)
    said = (
        []
        if state is was
        else [f"generalcircular {general_id} differs from entry {entry} in state"]
    )
    assert chain.named(changed) == said


@pytest.mark.parametrize(
    ("column", "value", "entry"),
    [
        ("editor_id", 3, 7),
        ("edited_at", LATER, 7),
        ("send_at", MUCH_LATER, 6),
        ("send_at", None, 6),
        ("audience", Audience.MEMBERS, 6),
        ("observers", True, 6),
        ("about", "circular:1", 6),
    ],
)
def test_changed_course_or_audience_is_found(
    chain: Chain, column: str, value: object, entry: int
) -> None:
    changed = sa.update(GENERAL).where(GENERAL.c.id == 3).values({column: value})
    assert chain.named(changed) == [f"generalcircular 3 differs from entry {entry} in {column}"]


def test_chosen_cities_added_or_taken_out_are_found(chain: Chain) -> None:
    assert chain.named(sa.delete(CHOSEN).where(CHOSEN.c.general_id == 3)) == [
        "circularcity 3/cn0 of entry 6 is missing"
    ]
    for key in (1, 3):
        more = sa.insert(CHOSEN).values(general_id=key, city_code="cn1")
        assert chain.named(more) == [f"circularcity {key}/cn1 stands in no entry"]


def test_entry_of_an_older_version_is_compared_in_what_it_says(database: str) -> None:
    engine = make_engine(database)
    with make_session(engine) as session:
        world = build(session, cn=2, de=1)
        general = out(session, "cn0", state=GeneralState.PAUSED)
        session.add(CircularCity(general_id=general.key, city_code="cn1"))
        general.content_sum = sending.checksum(session, general)
        number = [numbered(session, general).year, numbered(session, general).serial]
        body = {
            "general": general.key,
            "number": number,
            "by": general.editor_id,
            "checksum": general.content_sum,
            "addressees": ["cn0"],
            "acknowledge": True,
            "corrects": None,
        }
        record.append(session, "circular-sent", body, subject=general.subject, now=NOW, secrets={})
        assert circularproof.findings(session) == []
        general.acknowledge = False
        session.flush()
        assert circularproof.findings(session) == [
            "generalcircular 1 differs from entry 1 in acknowledge"
        ]
        general.acknowledge = True
        sending.resume(session, world.first, general.key, LATER)
        assert circularproof.findings(session) == []
        general.state = GeneralState.PAUSED
        session.flush()
        assert circularproof.findings(session) == [
            "generalcircular 1 differs from entry 2 in state"
        ]
    engine.dispose()


def test_erased_person_leaves_the_proof_whole(chain: Chain) -> None:
    erased = sa.update(COMMITMENT).values(salt=None, value=None, person_id=None)
    assert chain.named(erased) == []


def test_check_says_what_was_changed(chain: Chain, database: str) -> None:
    with make_session(chain.engine) as session:
        session.add_all(Fact(name=name, value="x") for name in register.missing_facts(session))
        session.commit()
    assert check.findings(database) == []
    with chain.engine.begin() as connection:
        connection.execute(half(Language.DE, text="otherwise"))
    said = "the text or the files of circular 1 were changed after it went out"
    assert check.findings(database) == [Finding("record", said)]
