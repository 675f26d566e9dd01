"""What a circular says: tried out on the secretary, and told from anything else by checksums."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from alliance.circular import draft, sending
from alliance.pair import NothingWritten
from storage.attachment import Attachment
from storage.circular import Audience, GeneralState
from storage.delivery import Delivery
from storage.language import Language
from tests.alliance.accession.world import LATER, scan
from tests.alliance.circular.writing import LONG, drafted, inhabited
from tests.alliance.people import NOW, secretary, someone

DE, ZH = Language.DE, Language.ZH


# ---- to me


def test_trial_comes_in_both_languages_with_the_files_once(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"), texts=LONG)
    file = scan(session)
    draft.attach(session, clerk, general.key, file, NOW)
    colleague.language = ZH

    count = sending.test(session, colleague, general.key, NOW)

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert count == len(rows) == 5
    assert [one.params for one in rows] == [
        *({"part": part, "language": "de"} for part in range(3)),
        {"part": 0, "language": "zh_Hans"},
        {"file": file, "language": "zh_Hans"},
    ]
    assert {(one.kind, one.person_id, one.subject) for one in rows} == {
        ("circular-test", colleague.key, general.subject)
    }
    assert general.state is GeneralState.DRAFT


def test_trial_shows_what_is_written_so_far(session: Session) -> None:
    clerk = secretary(session)
    general = draft.start(session, clerk, NOW)
    draft.write_title(session, clerk, general.key, DE, "Titel", NOW)
    with pytest.raises(NothingWritten):
        sending.test(session, clerk, general.key, NOW)
    draft.write_text(session, clerk, general.key, ZH, "正文", [], NOW)
    sending.test(session, clerk, general.key, NOW)
    assert session.exec(select(Delivery)).one().params == {"part": 0, "language": "zh_Hans"}


# ---- checksums


def test_fingerprint_changes_with_all_that_a_preview_shows(session: Session) -> None:
    clerk = secretary(session)
    city, other = inhabited(session, "aachen"), inhabited(session, "koeln")
    general = drafted(session, clerk, city)
    file, key = scan(session), general.key
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    seen = [sending.fingerprint(session, general, NOW)]
    for change in (
        lambda: draft.write_title(session, clerk, key, DE, "Neu", NOW),
        lambda: draft.write_text(session, clerk, key, ZH, "新正文", [], NOW),
        lambda: draft.write_text(session, clerk, key, ZH, "新正文", bold, NOW),
        lambda: draft.attach(session, clerk, key, file, NOW),
        lambda: draft.set_audience(session, clerk, key, Audience.CITIES, NOW, cities=[other]),
        lambda: someone(session, other),
        lambda: draft.set_acknowledge(session, clerk, key, wanted=False, now=NOW),
    ):
        change()
        seen.append(sending.fingerprint(session, general, NOW))
    again = sending.fingerprint(session, general, LATER)
    assert (len(set(seen)), again) == (len(seen), seen[-1])


CONTENTS = st.tuples(
    st.dictionaries(
        st.sampled_from(("de", "zh_Hans")), st.tuples(st.text(max_size=3), st.text(max_size=3))
    ),
    st.sets(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3),
)
Half = tuple[str, str, str, list[Any]]
Content = tuple[dict[str, tuple[str, str]], set[tuple[str, str]]]


@given(CONTENTS, CONTENTS)
def test_checksums_are_equal_for_equal_contents_only(one: Content, other: Content) -> None:
    def checksum(content: Content, *, turned: bool = False) -> str:
        halves, files = content
        step = -1 if turned else 1
        texts: list[Half] = [(language, *words, []) for language, words in halves.items()][::step]
        return sending.checksum_of(texts, sorted(files)[::step])

    assert checksum(one) == checksum(one, turned=True)
    assert (checksum(one) == checksum(other)) is (one == other)


def test_renamed_file_changes_the_checksum(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    file = scan(session)
    draft.attach(session, clerk, general.key, file, NOW)
    before = sending.checksum(session, general)
    session.get_one(Attachment, file).name = "other.pdf"
    assert before != sending.checksum(session, general)
