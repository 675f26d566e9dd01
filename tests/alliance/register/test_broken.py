"""A file's mistakes, and where they stand."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from alliance import register
from alliance.registerfile import LoadError
from storage.city import City
from storage.fact import Fact
from tests.alliance.people import NOW, seat
from tests.alliance.register.files import AACHEN, ALLIANCE, FOSHAN, load

BROKEN = {
    "no TOML": (ALLIANCE + "\n[[cities]]\ncode = aachen\n", 7, "Invalid value"),
    "cut off": (
        ALLIANCE + '\n[[cities]]\ncode = """aachen\nde = "x"\n\n',
        7,
        "Unterminated string",
    ),
    "unknown table": (ALLIANCE + AACHEN + "\n[towns]\n", 13, "unknown key 'towns'"),
    "unknown top key": ("town = 1\n" + ALLIANCE, 1, "unknown key 'town'"),
    "unknown fact": (ALLIANCE + 'mail = "x"\n', 5, "unknown key 'mail'"),
    "unknown key": (ALLIANCE + AACHEN + 'name = "x"\n', 12, "unknown key 'name'"),
    "missing key": (
        ALLIANCE + AACHEN + FOSHAN.replace('zh = "佛山市"\n', ""),
        13,
        "key 'zh' is missing",
    ),
    "missing fact": ("# ours\n[alliance]\n", 2, "key 'email' is missing"),
    "side": (
        ALLIANCE + FOSHAN + AACHEN.replace('"DE"', '"EU"'),
        16,
        "side: input should be 'CN' or 'DE'",
    ),
    "zone": (
        ALLIANCE + AACHEN.replace("Europe/Berlin", "Europe/Aachen"),
        11,
        "zone: there is no time zone 'Europe/Aachen'; an example: Asia/Shanghai",
    ),
    "code": (
        ALLIANCE + AACHEN.replace('"aachen"', '"Aachen:1"'),
        7,
        "code: string should match pattern '^[a-z0-9][a-z0-9-]{0,39}$'",
    ),
    "standing": (
        ALLIANCE + AACHEN + 'standing = "accepted"\n',
        12,
        "standing: input should be 'member', 'candidate', 'observer' or 'former'",
    ),
    "since as text": (
        ALLIANCE + AACHEN + 'since = "2016"\n',
        12,
        "since: input should be a valid date",
    ),
    "since to come": (
        ALLIANCE + AACHEN + "since = 2026-11-25\n",
        12,
        "since: 2026-11-25 is in the future",
    ),
    "code twice": (
        ALLIANCE + AACHEN + FOSHAN + AACHEN,
        22,
        "code 'aachen' stands in line 7 already",
    ),
    "name invisible": (
        ALLIANCE + AACHEN.replace("亚琛", "亚\u200b琛"),
        10,
        "zh: one line of visible text is needed (control)",
    ),
    "e-mail": (
        ALLIANCE.replace("office@", "office"),
        2,
        "email: 'officealliance.example.org' is no e-mail address",
    ),
    "first of several": (
        ALLIANCE + FOSHAN.replace("CN", "XX") + AACHEN.replace("DE", "YY") + "x = 1\n",
        8,
        "side: input should be 'CN' or 'DE'",
    ),
    "empty": ("\n\n", 1, "neither an [alliance] table nor [[cities]] tables"),
    "header inside a text": (
        "cities = []\n"
        + ALLIANCE.replace('"office@alliance.example.org"', '"""\n[[cities]]\ncode = 1\n"""'),
        3,
        "email: '[[cities]]\\ncode = 1\\n' is no e-mail address",
    ),
    "nested for ever": (
        f"cities = {'[' * 5000}{']' * 5000}\n",
        1,
        "lists or tables are nested too deeply",
    ),
    "inline tables": (
        ALLIANCE.replace("[alliance]", 'cities = [{ code = "x" }]\n[alliance]'),
        1,
        "key 'de' is missing",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_is_refused_with_line_and_reason_and_changes_nothing(
    session: Session, tmp_path: Path, case: str
) -> None:
    text, line, reason = BROKEN[case]
    seat(session, "bottrop")

    with pytest.raises(LoadError) as caught:
        load(session, tmp_path, text)

    assert (caught.value.line, caught.value.reason) == (line, reason)
    assert [one.code for one in session.exec(select(City))] == ["bottrop"]
    assert session.exec(select(Fact)).all() == []


def test_file_in_another_encoding_is_refused_with_the_line(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "alliance.toml"
    path.write_bytes((ALLIANCE + AACHEN.replace("亚琛", "Köln")).encode("latin-1"))

    with pytest.raises(LoadError) as caught:
        register.load(session, path, NOW)

    assert str(caught.value) == "line 10: not UTF-8 text; save the file as UTF-8"


def test_line_is_found_in_a_file_with_carriage_returns(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "alliance.toml"
    text = ALLIANCE + AACHEN + FOSHAN.replace("CN", "XX")
    path.write_bytes(text.replace("\n", "\r\n").encode())

    with pytest.raises(LoadError) as caught:
        register.load(session, path, NOW)

    assert str(caught.value) == "line 15: side: input should be 'CN' or 'DE'"


@given(
    blanks=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    broken=st.integers(0, 4),
    key=st.sampled_from(["code", "side", "zone"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_line_of_a_mistake_is_where_it_stands(
    tmp_path: Path, session: Session, blanks: list[int], broken: int, key: str
) -> None:
    lines = ALLIANCE.splitlines()
    expected = 0
    for index, blank in enumerate(blanks):
        lines += ["# code = [[cities]]"] * blank
        lines += AACHEN.replace('"aachen"', f'"city-{index}"').splitlines()
        if index == broken:
            place = next(n for n, text in enumerate(lines[-6:]) if text.startswith(key))
            lines[len(lines) - 6 + place] = f"{key} = 1"
            expected = len(lines) - 6 + place + 1

    with pytest.raises(LoadError) as caught:
        load(session, tmp_path, "\n".join(lines))

    assert caught.value.line == expected
