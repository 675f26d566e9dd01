"""The agenda of a draft: adding, writing anew, ordering, taking out."""

import pytest
from sqlmodel import Session

from alliance.conference import draft
from alliance.conference.refusals import Gap, TooManyItems, UnknownItem
from alliance.refusal import BadValue, NotAllowed
from storage.conference import Conference, EventKind
from storage.language import Language
from storage.person import Person, Role
from tests.alliance.people import NOW, secretary, someone


def agenda(session: Session, conference: Conference) -> list[tuple[int, str, str, int | None]]:
    return [
        (item.position, item.title_de, item.title_zh, item.minutes)
        for item in draft.items(session, conference)
    ]


def started(session: Session, *titles: str) -> tuple[Person, Conference, list[int]]:
    clerk = secretary(session)
    conference = draft.start(session, clerk, EventKind.CONFERENCE, NOW)
    keys = [
        draft.add_item(session, clerk, conference.key, title, f"{title}题", None, NOW).key
        for title in titles
    ]
    return clerk, conference, keys


def test_items_are_numbered_as_they_come(session: Session) -> None:
    clerk, conference, _ = started(session, "A")
    draft.add_item(session, clerk, conference.key, "  Zwei   Wörter ", "两题", 45, NOW)
    assert agenda(session, conference) == [(1, "A", "A题", None), (2, "Zwei Wörter", "两题", 45)]


@pytest.mark.parametrize(
    ("position", "order"), [(1, "CAB"), (2, "ACB"), (3, "ABC"), (9, "ABC"), (-4, "CAB")]
)
def test_moved_item_gets_the_number(session: Session, position: int, order: str) -> None:
    clerk, conference, keys = started(session, *"ABC")
    moved = draft.move_item(session, clerk, keys[2], position, NOW)
    assert "".join(item.title_de for item in moved) == order
    assert [one[:2] for one in agenda(session, conference)] == [*enumerate(order, start=1)]


def test_removed_item_leaves_no_gap(session: Session) -> None:
    clerk, conference, keys = started(session, *"ABC")
    draft.remove_item(session, clerk, keys[0], NOW)
    assert [one[:2] for one in agenda(session, conference)] == [(1, "B"), (2, "C")]
    for unknown in (keys[0], keys[2] + 1):
        with pytest.raises(UnknownItem):
            draft.remove_item(session, clerk, unknown, NOW)


def test_missing_title_is_a_gap_until_a_contact_office_writes_it(session: Session) -> None:
    clerk, conference, _ = started(session)
    office = someone(session, role=Role.CONTACT_OFFICE)
    item = draft.add_item(session, clerk, conference.key, "Punkt", "", 20, NOW)
    missing = Gap("agenda", "missing", Language.ZH)
    before = [gap for gap in draft.gaps(session, conference, NOW) if gap == missing]
    draft.change_item(session, office, item.key, "Punkt", "议题", 20, NOW)

    after = [gap for gap in draft.gaps(session, conference, NOW) if gap == missing]
    assert (before, after) == ([missing], [])
    assert (agenda(session, conference), item.written_by) == (
        [(1, "Punkt", "议题", 20)],
        office.key,
    )
    with pytest.raises(NotAllowed):
        draft.change_item(session, office, item.key, "Punkt", "议题", 30, NOW)
    with pytest.raises(NotAllowed):
        draft.move_item(session, office, item.key, 1, NOW)
    with pytest.raises(NotAllowed):
        draft.remove_item(session, office, item.key, NOW)


@pytest.mark.parametrize(
    ("title_de", "title_zh", "minutes", "refusal"),
    [
        (" ", "", None, BadValue("title_de", "empty")),
        ("x" * 301, "", None, BadValue("title_de", "too-long", 300)),
        ("A", "\u202e题", None, BadValue("title_zh", "control")),
        ("A", "题", 0, BadValue("minutes", "format")),
        ("A", "题", 1441, BadValue("minutes", "too-long", 1440)),
    ],
)
def test_item_that_cannot_be_kept_is_refused(
    session: Session, title_de: str, title_zh: str, minutes: int | None, refusal: BadValue
) -> None:
    clerk, conference, keys = started(session, "A")
    with pytest.raises(BadValue) as added:
        draft.add_item(session, clerk, conference.key, title_de, title_zh, minutes, NOW)
    with pytest.raises(BadValue) as changed:
        draft.change_item(session, clerk, keys[0], title_de, title_zh, minutes, NOW)
    assert (added.value, changed.value) == (refusal, refusal)
    assert agenda(session, conference) == [(1, "A", "A题", None)]


def test_sixty_items_are_the_most(session: Session) -> None:
    clerk, conference, _ = started(session, *(str(number) for number in range(60)))
    with pytest.raises(TooManyItems) as refused:
        draft.add_item(session, clerk, conference.key, "Zu viel", "", None, NOW)
    assert refused.value.limit == 60
