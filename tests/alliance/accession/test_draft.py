"""Drafting: the candidate, the pair lock, files, date, and who may do what."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from alliance.accession import candidate, draft, opening
from alliance.accession.refusals import (
    AlreadyRunning,
    CityExists,
    NotACandidate,
    NotDraft,
)
from alliance.pair import NothingWritten
from alliance.refusal import (
    BadValue,
    FileUnusable,
    NotActive,
    NotAllowed,
    UnknownAccession,
    UnknownCity,
)
from storage.accession import AccessionState, Part
from storage.attachment import FetchState
from storage.city import City, Side, Standing
from storage.language import Language
from storage.person import Presence, Role
from tests.alliance.accession.world import LATER, build, fill, scan
from tests.alliance.people import NOW, seat, secretary, someone

DE, ZH = Language.DE, Language.ZH
ECONOMY = Part.ECONOMY


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Rhein-Kreis Neuss", "rhein-kreis-neuss"),
        ("Köln", "koeln"),
        ("Groß-Gerau (Kreis)", "gross-gerau-kreis"),
        ("Bezirk Bao'an", "bezirk-baoan"),
        ("Besançon", "besancon"),
        ("佛山", "city"),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_code_is_made_of_the_german_name(name: str, code: str) -> None:
    assert candidate.code_of(name) == code


@given(st.text(max_size=80))
def test_code_fits_its_column_and_a_button(name: str) -> None:
    code = candidate.code_of(name)
    assert 1 <= len(code) <= 40
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_new_candidate_gets_a_code_of_its_own(session: Session) -> None:
    seat(session, "neustadt").name_de = "Neustadt an der Donau"
    clerk = secretary(session)

    city = candidate.new_candidate(session, clerk, "  Neustadt ", "新城", Side.DE, NOW)

    assert (city.code, city.name_de, city.name_zh, city.zone, city.standing) == (
        *("neustadt-2", "Neustadt", "新城"),
        *("Europe/Berlin", Standing.CANDIDATE),
    )


def test_new_candidate_of_a_known_name_is_refused(session: Session) -> None:
    known = seat(session, "aachen")
    clerk = secretary(session)
    for names in ((known.name_de, "别名"), ("Anders", known.name_zh)):
        with pytest.raises(CityExists) as refused:
            candidate.new_candidate(session, clerk, *names, Side.DE, NOW)
        assert refused.value.city_code == "aachen"
    with pytest.raises(BadValue):
        candidate.new_candidate(session, clerk, "Neu", "x" * 81, Side.DE, NOW)


def test_candidates_are_those_who_may_apply_and_do_not_yet(session: Session) -> None:
    world = build(session)
    for standing in (Standing.ACCEPTED, Standing.FORMER, Standing.OBSERVER):
        seat(session, standing, Side.CN, standing)
    waiting = seat(session, "waiting", Side.CN, Standing.OBSERVER)
    waiting.waiting_since = NOW

    before = [city.code for city in candidate.candidates(session)]
    draft.start(session, world.first, "former", NOW)
    after = [city.code for city in candidate.candidates(session)]

    assert (before, after) == (["former", "new", "observer"], ["new", "observer"])


def test_start_refuses_who_has_or_awaits_a_seat(session: Session) -> None:
    world = build(session)
    waiting = seat(session, "waiting", Side.CN, Standing.OBSERVER)
    waiting.waiting_since = NOW
    seat(session, "accepted", Side.DE, Standing.ACCEPTED)
    for code in ("cn0", "waiting", "accepted"):
        with pytest.raises(NotACandidate):
            draft.start(session, world.first, code, NOW)
    with pytest.raises(UnknownCity):
        draft.start(session, world.first, "nowhere", NOW)


def test_start_twice_names_the_draft_that_is_there(session: Session) -> None:
    world = build(session)
    begun = draft.start(session, world.first, "new", NOW)
    with pytest.raises(AlreadyRunning) as refused:
        draft.start(session, world.second, "new", NOW)
    assert refused.value.accession_id == begun.key


def test_pair_lock_walks_with_the_changes(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key

    def write(language: Language, text: str) -> tuple[bool, list[bool]]:
        done = draft.write(session, world.first, key, ECONOMY, language, text, NOW)
        return done.other_stale, [half.stale for half in draft.dossier(session, begun)]

    begun = draft.open_drafts(session)[0].accession
    assert write(DE, "eins") == (False, [False])
    assert write(ZH, "一") == (False, [False, False])
    assert write(DE, "zwei") == (True, [False, True])
    assert write(DE, "zwei") == (True, [False, True])
    assert write(DE, "drei") == (True, [False, True])
    assert write(ZH, "三") == (False, [False, False])
    assert write(ZH, "四") == (True, [True, False])
    checked = draft.confirm_half(session, world.second, key, ECONOMY, DE, NOW)
    assert (checked.text, [half.stale for half in draft.dossier(session, begun)]) == (
        "drei",
        [False, False],
    )


def test_confirming_what_is_not_written_is_refused(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    with pytest.raises(NothingWritten):
        draft.confirm_half(session, world.first, key, ECONOMY, DE, NOW)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n ", "empty"),
        ("x" * 20_001, "too-long"),
        ("a\x00b", "control"),
        ("a\u202eb", "control"),
    ],
)
def test_part_that_cannot_be_kept_is_refused(session: Session, text: str, reason: str) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    with pytest.raises(BadValue) as refused:
        draft.write(session, world.first, key, ECONOMY, DE, text, NOW)
    assert (refused.value.field, refused.value.reason) == ("text", reason)


def test_part_is_kept_as_written_with_plain_line_breaks(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    half = draft.write(
        session, world.first, key, ECONOMY, DE, "\ufeffEins\r\n\r\n\tZwei\vDrei  Vier\n", NOW
    ).half
    assert half.text == "Eins\n\n\tZwei\nDrei  Vier"
    longest = draft.write(session, world.first, key, ECONOMY, ZH, "长" * 20_000, NOW).half
    assert len(longest.text) == 20_000


def test_draft_is_taken_over_and_says_who_edited_it_last(session: Session) -> None:
    world = build(session)
    seat(session, "older", Side.DE, Standing.CANDIDATE)
    older = draft.start(session, world.first, "older", NOW)
    newer = draft.start(session, world.first, "new", NOW + timedelta(minutes=1))
    draft.write(session, world.second, older.key, ECONOMY, DE, "Text", LATER)

    found = [
        (one.accession.key, one.candidate.code, one.editor.key)
        for one in draft.open_drafts(session)
    ]

    assert found == [
        (older.key, "older", world.second.key),
        (newer.key, "new", world.first.key),
    ]


def test_contact_office_writes_and_checks_and_does_nothing_else(session: Session) -> None:
    world = build(session)
    office = someone(session, role=Role.CONTACT_OFFICE)
    key = draft.start(session, world.first, "new", NOW).key
    fill(session, office, draft.open_drafts(session)[0].accession)
    draft.confirm_half(session, office, key, ECONOMY, DE, NOW)

    for forbidden in (
        lambda: draft.start(session, office, "new", NOW),
        lambda: candidate.new_candidate(session, office, "A", "甲", Side.DE, NOW),
        lambda: draft.attach(session, office, key, scan(session), NOW),
        lambda: draft.detach(session, office, key, 1, NOW),
        lambda: draft.set_target(session, office, key, LATER, NOW),
        lambda: draft.discard(session, office, key, NOW),
        lambda: opening.ask(session, office, key, NOW),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_contacts_and_former_secretaries_cannot_write(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    with pytest.raises(NotAllowed):
        draft.write(session, world.holders["cn0"], key, ECONOMY, DE, "Text", NOW)
    gone = someone(session, role=Role.SECRETARIAT, presence=Presence.ENDED)
    with pytest.raises(NotActive):
        draft.write(session, gone, key, ECONOMY, DE, "Text", NOW)
    with pytest.raises(UnknownAccession):
        draft.write(session, world.first, key + 1, ECONOMY, DE, "Text", NOW)


def test_files_are_attached_once_and_taken_out(session: Session) -> None:
    world = build(session)
    begun = draft.start(session, world.first, "new", NOW)
    one, two = scan(session), scan(session)
    for file in (two, one, two):
        draft.attach(session, world.first, begun.key, file, NOW)
    both = [file.id for file in draft.files(session, begun)]
    draft.detach(session, world.second, begun.key, one, NOW)
    draft.detach(session, world.second, begun.key, one, NOW)

    assert (both, [file.id for file in draft.files(session, begun)]) == ([one, two], [two])


@pytest.mark.parametrize("state", [FetchState.TO_FETCH, FetchState.REFUSED])
def test_file_that_has_not_arrived_is_refused(session: Session, state: FetchState) -> None:
    world = build(session)
    begun = draft.start(session, world.first, "new", NOW)
    with pytest.raises(FileUnusable):
        draft.attach(session, world.first, begun.key, scan(session, state), NOW)


def test_target_lies_ahead(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    with pytest.raises(BadValue):
        draft.set_target(session, world.first, key, NOW, NOW)
    assert draft.set_target(session, world.first, key, LATER, NOW).target_at == LATER


def test_discarded_draft_is_over_and_its_candidate_may_start_anew(session: Session) -> None:
    world = build(session)
    given_up = draft.start(session, world.first, "new", NOW)
    draft.discard(session, world.second, given_up.key, NOW)
    with pytest.raises(NotDraft) as refused:
        draft.write(session, world.first, given_up.key, ECONOMY, DE, "Text", NOW)
    again = draft.start(session, world.first, "new", NOW)

    assert refused.value.state is AccessionState.DISCARDED
    assert [one.accession.key for one in draft.open_drafts(session)] == [again.key]
    assert session.get(City, "new") == world.candidate
