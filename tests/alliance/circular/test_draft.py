"""Drafting: the pair lock, files, audience, and who may do what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance.circular import draft, sending
from alliance.circular.draft import Gap
from alliance.circular.refusals import (
    NoAudience,
    NotDraft,
    SameAudience,
    TooManyFiles,
    UnknownCircular,
)
from alliance.pair import NothingWritten
from alliance.refusal import BadValue, FileUnusable, NotActive, NotAllowed, UnknownCity
from storage.attachment import FetchState
from storage.circular import Audience, CircularCity, GeneralCircular, GeneralState
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.alliance.accession.world import LATER, scan
from tests.alliance.circular.writing import drafted, fill, inhabited
from tests.alliance.people import NOW, seat, secretary, someone

DE, ZH = Language.DE, Language.ZH


def stale(session: Session, general: GeneralCircular) -> dict[Language, bool]:
    return {language: half.stale for language, half in draft.texts(session, general).items()}


# ---- the pair lock


def test_first_writing_in_any_order_makes_nothing_stale(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    fill(session, clerk, general)
    assert (stale(session, general), draft.gaps(session, general)) == ({DE: False, ZH: False}, [])


def test_changed_text_makes_the_other_half_stale_until_it_is_written_too(
    session: Session,
) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, seat(session, "aachen").code)

    def write(language: Language, text: str) -> tuple[bool, dict[Language, bool]]:
        done = draft.write_text(session, clerk, general.key, language, text, [], NOW)
        return done.other_stale, stale(session, general)

    assert write(DE, "neu") == (True, {DE: False, ZH: True})
    assert write(DE, "neu") == (True, {DE: False, ZH: True})
    assert draft.gaps(session, general) == [Gap(ZH, "stale")]
    assert write(ZH, "新") == (False, {DE: False, ZH: False})
    assert write(ZH, "更新") == (True, {DE: True, ZH: False})


def test_changed_title_makes_the_other_half_stale_until_that_is_checked(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, seat(session, "aachen").code)

    done = draft.write_title(session, clerk, general.key, ZH, "  新 标题 ", NOW)
    assert (done.half.title, done.other_stale) == ("新 标题", True)
    # The title alone does not say that the text was looked at.
    draft.write_title(session, clerk, general.key, DE, "Neu", NOW)
    assert stale(session, general) == {DE: True, ZH: False}
    draft.confirm_half(session, clerk, general.key, DE, NOW)
    assert stale(session, general) == {DE: False, ZH: False}


def test_changed_format_is_a_change(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, seat(session, "aachen").code)
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    text = draft.texts(session, general)[DE].text

    done = draft.write_text(session, clerk, general.key, DE, text, bold, NOW)

    assert (done.half.entities, done.other_stale) == (bold, True)


def test_gaps_name_the_halves_that_are_not_there(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    nothing = draft.gaps(session, general)
    draft.write_text(session, clerk, general.key, DE, "Text", [], NOW)
    draft.write_title(session, clerk, general.key, ZH, "标题", NOW)
    assert nothing == draft.gaps(session, general) == [Gap(DE, "missing"), Gap(ZH, "missing")]


def test_confirming_what_is_not_written_is_refused(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    with pytest.raises(NothingWritten):
        draft.confirm_half(session, clerk, general.key, DE, NOW)


@pytest.mark.parametrize(
    ("title", "reason"),
    [(" ", "empty"), ("x" * 201, "too-long"), ("a\u202eb", "control"), ("a\nb", "control")],
)
def test_title_that_cannot_be_kept_is_refused(session: Session, title: str, reason: str) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    with pytest.raises(BadValue) as refused:
        draft.write_title(session, clerk, general.key, DE, title, NOW)
    assert (refused.value.field, refused.value.reason) == ("title", reason)


def test_text_of_twelve_thousand_characters_is_the_longest(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    done = draft.write_text(session, clerk, general.key, ZH, "长" * 12_000, [], NOW)
    with pytest.raises(BadValue) as refused:
        draft.write_text(session, clerk, general.key, ZH, "长" * 12_001, [], NOW)
    assert (len(done.half.text), refused.value.reason) == (12_000, "too-long")


# ---- files, audience, acknowledgement


def test_files_are_attached_once_and_taken_out(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    one, two = scan(session), scan(session)
    for file in (two, one, two):
        draft.attach(session, clerk, general.key, file, NOW)
    both = [file.id for file in draft.files(session, general)]
    for _ in range(2):
        draft.detach(session, clerk, general.key, one, NOW)
    assert (both, [file.id for file in draft.files(session, general)]) == ([one, two], [two])


def test_ninth_file_is_refused(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    files = [scan(session) for _ in range(9)]
    for file in files[:8]:
        draft.attach(session, clerk, general.key, file, NOW)
    draft.attach(session, clerk, general.key, files[0], NOW)
    with pytest.raises(TooManyFiles) as refused:
        draft.attach(session, clerk, general.key, files[8], NOW)
    assert refused.value.limit == 8


@pytest.mark.parametrize("state", [FetchState.TO_FETCH, FetchState.REFUSED])
def test_file_that_has_not_arrived_is_refused(session: Session, state: FetchState) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    with pytest.raises(FileUnusable):
        draft.attach(session, clerk, general.key, scan(session, state), NOW)


def test_chosen_cities_are_those_chosen_last(session: Session) -> None:
    clerk = secretary(session)
    for code in ("aachen", "foshan", "koeln"):
        seat(session, code)
    general = draft.start(session, clerk, NOW)

    def choose(audience: Audience, *cities: str) -> list[str]:
        draft.set_audience(session, clerk, general.key, audience, NOW, cities=cities)
        session.expire_all()
        return [
            code
            for code in ("aachen", "foshan", "koeln")
            if session.get(CircularCity, (general.key, code))
        ]

    assert choose(Audience.CITIES, "aachen", "foshan", "aachen") == ["aachen", "foshan"]
    assert choose(Audience.CITIES, "koeln", "foshan") == ["foshan", "koeln"]
    assert choose(Audience.MEMBERS) == []
    with pytest.raises(UnknownCity):
        choose(Audience.CITIES, "nowhere")


def test_audience_without_anybody_is_refused(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    for audience in (Audience.CITIES, Audience.OPEN):
        with pytest.raises(NoAudience):
            draft.set_audience(session, clerk, general.key, audience, NOW)
    with pytest.raises(SameAudience):
        draft.set_audience(session, clerk, general.key, Audience.SAME, NOW)
    about = "accession:1"
    chosen = draft.set_audience(session, clerk, general.key, Audience.OPEN, NOW, about=about)
    assert (chosen.audience, chosen.about) == (Audience.OPEN, about)
    other = draft.set_audience(session, clerk, general.key, Audience.CN, NOW, about=about)
    assert (other.audience, other.about) == (Audience.CN, None)


def test_observers_and_acknowledgement_are_set_and_taken_back(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    said = [(general.observers, general.acknowledge)]
    for wanted in (True, False):
        draft.set_observers(session, clerk, general.key, wanted, NOW)
        draft.set_acknowledge(session, clerk, general.key, wanted, NOW)
        said.append((general.observers, general.acknowledge))
    assert said == [(False, None), (True, True), (False, False)]


# ---- who, and in which state


def test_draft_is_taken_over_and_says_who_had_it_last(session: Session) -> None:
    first, second = secretary(session), secretary(session)
    older = draft.start(session, first, NOW)
    newer = draft.start(session, first, NOW + timedelta(minutes=1))
    draft.write_title(session, second, older.key, ZH, "标题", LATER)

    found = [(one.general.key, one.editor.key, one.titles) for one in draft.open_drafts(session)]

    assert found == [(older.key, second.key, {ZH: "标题"}), (newer.key, first.key, {})]


def changes(session: Session, actor: Person, key: int) -> list[Callable[[], object]]:
    """Return everything but writing and checking that changes a draft."""
    file = scan(session)
    return [
        lambda: draft.attach(session, actor, key, file, NOW),
        lambda: draft.detach(session, actor, key, file, NOW),
        lambda: draft.set_audience(session, actor, key, Audience.MEMBERS, NOW),
        lambda: draft.set_observers(session, actor, key, observers=True, now=NOW),
        lambda: draft.set_acknowledge(session, actor, key, wanted=True, now=NOW),
        lambda: sending.schedule(session, actor, key, LATER, NOW),
        lambda: sending.test(session, actor, key, NOW),
        lambda: sending.send(session, actor, key, NOW),
        lambda: draft.discard(session, actor, key, NOW),
    ]


def test_contact_office_writes_and_checks_and_does_nothing_else(session: Session) -> None:
    clerk, office = secretary(session), someone(session, role=Role.CONTACT_OFFICE)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    draft.write_text(session, office, general.key, DE, "neu", [], NOW)
    draft.confirm_half(session, office, general.key, ZH, NOW)

    assert (draft.gaps(session, general), general.editor_id) == ([], office.key)
    with pytest.raises(NotAllowed):
        draft.start(session, office, NOW)
    for forbidden in changes(session, office, general.key):
        with pytest.raises(NotAllowed):
            forbidden()


def test_contacts_and_former_secretaries_cannot_write(session: Session) -> None:
    clerk = secretary(session)
    key = draft.start(session, clerk, NOW).key
    contact = someone(session, seat(session, "aachen").code)
    with pytest.raises(NotAllowed):
        draft.write_title(session, contact, key, DE, "Titel", NOW)
    gone = someone(session, role=Role.SECRETARIAT, presence=Presence.ENDED)
    with pytest.raises(NotActive):
        draft.write_text(session, gone, key, DE, "Text", [], NOW)
    with pytest.raises(UnknownCircular):
        draft.write_title(session, clerk, key + 1, DE, "Titel", NOW)


def test_change_of_a_scheduled_one_makes_it_a_draft_again(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    general = drafted(session, clerk, city)
    sending.schedule(session, clerk, general.key, LATER, NOW)
    same = draft.write_title(session, clerk, general.key, DE, "Title de", NOW)
    waiting = general.state
    draft.write_title(session, clerk, general.key, DE, "Anders", NOW)

    assert (same.other_stale, waiting) == (False, GeneralState.SCHEDULED)
    assert (general.state, general.send_at) == (GeneralState.DRAFT, None)


def test_discarded_one_is_over(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general = draft.start(session, clerk, NOW)
    draft.discard(session, colleague, general.key, LATER)

    assert (general.state, general.editor_id) == (GeneralState.DISCARDED, colleague.key)
    assert draft.open_drafts(session) == []
    with pytest.raises(NotDraft):
        draft.write_title(session, clerk, general.key, DE, "Titel", NOW)
    for refused in changes(session, clerk, general.key):
        with pytest.raises(NotDraft) as why:
            refused()
        assert why.value.state is GeneralState.DISCARDED
