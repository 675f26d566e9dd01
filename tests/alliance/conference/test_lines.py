"""Delegations as lines of text and as rows of a table, with every error by its line."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.conference import sectors
from alliance.conference.delegation import Entry, parse_lines, parse_rows
from alliance.conference.refusals import BadDelegation, LineError
from storage.conference import Sector

NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20).map(
    lambda name: unicodedata.normalize("NFC", name)
)


def errors(parse: Callable[[], object]) -> list[LineError]:
    with pytest.raises(BadDelegation) as refused:
        parse()
    return list(refused.value.errors)


@pytest.mark.parametrize(
    "text",
    [
        "Erika Weiß; Bürgermeisterin; Politik; Visum\nLi Wei; Direktor; 3",
        "Erika Weiß | Bürgermeisterin | 政治 | Visum\n\nLi Wei|Direktor|企业|",
        "\ufeffErika Weiß\tBürgermeisterin\tPolitics\tVisum\r\nLi Wei\tDirektor\tCompany\t\t\r\n",
        "Erika Weiß；Bürgermeisterin；１；Visum\u2028Li  Wei｜Direktor｜ 公司 ；",
    ],
)
def test_line_is_a_delegate_whatever_parts_its_fields(text: str) -> None:
    assert parse_lines(text) == [
        Entry("Erika Weiß", "Bürgermeisterin", Sector.POLITICS, "Visum"),
        Entry("Li Wei", "Direktor", Sector.COMPANY),
    ]


def test_remark_may_hold_what_parts_fields() -> None:
    [entry] = parse_lines("A; B; Verband; Visum; vegetarisch")
    assert entry.remark == "Visum; vegetarisch"


def test_every_error_is_told_with_its_line() -> None:
    text = "\n".join(
        [
            "A; Leitung; Politik",
            "B; Leitung",
            "",
            "; ; Kunst",
            f"{'C' * 121}; {'D' * 161}; ; {'E' * 301}",
            "a; LEITUNG; Verwaltung",
            "F\u202e; Leitung; 7",
        ]
    )
    assert errors(lambda: parse_lines(text)) == [
        LineError(2, "line", "missing"),
        LineError(4, "name", "empty"),
        LineError(4, "function", "empty"),
        LineError(4, "sector", "unknown"),
        LineError(5, "name", "too-long", 120),
        LineError(5, "function", "too-long", 160),
        LineError(5, "sector", "empty"),
        LineError(5, "remark", "too-long", 300),
        LineError(6, "name", "twice"),
        LineError(7, "name", "control"),
        LineError(7, "sector", "unknown"),
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n", "Name; Funktion; Bereich"])
def test_list_of_nobody_is_refused(text: str) -> None:
    assert errors(lambda: parse_lines(text)) == [LineError(0, "list", "empty")]


def test_more_than_sixty_people_are_refused() -> None:
    lines = [f"Name {number}; Leitung; 1" for number in range(61)]
    assert len(parse_lines("\n".join(lines[:60]))) == 60
    assert errors(lambda: parse_lines("\n".join(lines))) == [LineError(0, "list", "too-many", 60)]


def test_rows_of_a_table_are_read_without_its_head() -> None:
    rows = [
        ("姓名", "职务", "类别", "备注"),
        (None, None, None, None),
        ("Li Wei", "Direktor", 3.0, None, "beyond"),
        (" Wang ", 5, 2, 7.5),
        (),
    ]
    assert parse_rows(rows) == [
        Entry("Li Wei", "Direktor", Sector.COMPANY),
        Entry("Wang", "5", Sector.ADMINISTRATION, "7.5"),
    ]


def test_errors_in_rows_count_from_the_first_row_of_the_table() -> None:
    rows: list[tuple[object, ...]] = [("Name", "Funktion", "Bereich"), ("A", None, "Politik")]
    assert errors(lambda: parse_rows(rows)) == [LineError(2, "function", "empty")]


def test_somebody_called_like_a_head_is_read_below_it() -> None:
    text = "A; Leitung; 1\nName; Leitung; 1"
    assert [entry.name for entry in parse_lines(text)] == ["A", "Name"]


@pytest.mark.parametrize(
    ("written", "sector"),
    [
        ("Wirtschaftsförderung", Sector.PROMOTION),
        ("wirtschaftsfoerderung", Sector.PROMOTION),
        ("WIRTSCHAFTS-FÖRDERUNG", Sector.PROMOTION),
        ("Wirtschaft", Sector.COMPANY),
        ("economic development", Sector.PROMOTION),
        ("Verbände", Sector.ASSOCIATION),
        ("协会/商会", Sector.ASSOCIATION),
        ("科研院所", Sector.SCIENCE),
        ("5", Sector.ASSOCIATION),
        ("6.", Sector.SCIENCE),
        ("0", None),
        ("11", None),
        ("Kunst", None),
        ("", None),
    ],
)
def test_sector_is_a_word_or_its_number(written: str, sector: Sector | None) -> None:
    assert sectors.sector(written) is sector


def test_every_sector_has_its_own_value_and_words_as_names() -> None:
    assert {sectors.sector(str(number)) for number in range(1, 7)} == set(Sector)
    assert [sectors.sector(one.value) for one in Sector] == list(Sector)


@given(
    people=st.lists(
        st.tuples(NAMES, NAMES, st.sampled_from(Sector), NAMES | st.just("")),
        min_size=1,
        max_size=60,
        unique_by=lambda one: (one[0].casefold(), one[1].casefold()),
    ),
    mark=st.sampled_from(["; ", "|", "\t", "；"]),
)
def test_whatever_is_written_is_read_back(
    people: list[tuple[str, str, Sector, str]], mark: str
) -> None:
    # Any name but that of a table's first column.
    first = ("Weiß", "Leitung", Sector.POLITICS, "")
    lines = [mark.join(one).rstrip() for one in [first, *people[:59]]]
    read = [
        (one.name, one.function, one.sector, one.remark) for one in parse_lines("\n".join(lines))
    ]
    assert read == [first, *people[:59]]
