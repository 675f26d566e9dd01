"""The register: what a file changes, what it never changes, and where its mistakes stand."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from alliance import register
from alliance.refusal import UnknownCity
from alliance.register import Difference, LoadReport
from alliance.registerfile import LoadError
from storage.accession import Accession, AccessionState, Elector
from storage.city import City, Side, Standing
from storage.fact import Fact
from tests.alliance.people import NOW, seat, secretary

SHIPPED = Path(__file__).parents[2] / "data" / "alliance-2017.toml"
ALLIANCE = """\
[alliance]
email = "office@alliance.example.org"
privacy_version = "1"
privacy_date = 2026-11-02
"""
AACHEN = """
[[cities]]
code = "aachen"
side = "DE"
de = "Aachen"
zh = "亚琛"
zone = "Europe/Berlin"
"""
FOSHAN = """
[[cities]]
code = "foshan"
side = "CN"
de = "Foshan"
zh = "佛山市"
zone = "Asia/Shanghai"
since = 2016-04-25
"""


def load(session: Session, folder: Path, text: str) -> LoadReport:
    path = folder / "alliance.toml"
    path.write_text(text, encoding="utf-8")
    return register.load(session, path, NOW)


def test_shipped_register_holds_the_members_of_2017_and_their_candidate(session: Session) -> None:
    report = register.load(session, SHIPPED, NOW)

    assert len(report.added) == 24
    assert {one.name_de for one in register.members(session, Side.DE)} == {
        *("Aachen", "Wuppertal", "Ingolstadt", "Köln", "Rüsselsheim"),
        *("Raunheim", "Kelsterbach", "Bottrop", "Nürnberg"),
    }
    assert {one.name_zh for one in register.members(session, Side.CN)} == {
        *("佛山市", "深圳市宝安区", "江门市", "肇庆市", "揭阳市", "云浮市", "南宁市"),
        *("柳州市", "株洲市", "南昌市", "贵阳市", "台州市", "马鞍山市", "焦作市"),
    }
    candidate = register.city(session, "rhein-kreis-neuss")
    assert (candidate.standing, candidate.name("de"), candidate.name("zh_Hans")) == (
        Standing.CANDIDATE,
        "Rhein-Kreis Neuss",
        "莱茵-诺伊斯县",
    )
    assert {(one.side, one.zone, one.since) for one in register.all_cities(session)} == {
        (Side.CN, "Asia/Shanghai", None),
        (Side.DE, "Europe/Berlin", None),
    }
    assert register.missing_facts(session) == []


def test_loading_again_changes_nothing(session: Session) -> None:
    first = register.load(session, SHIPPED, NOW)
    again = register.load(session, SHIPPED, NOW)

    assert again == LoadReport(unchanged=first.added)
    assert len(session.exec(select(City)).all()) == 24


def test_loading_says_what_changed(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, ALLIANCE + AACHEN + FOSHAN)

    changed = ALLIANCE.replace("office@", "desk@") + FOSHAN.replace("2016-04-25", "2016-04-26")
    report = load(session, tmp_path, changed + AACHEN.replace("aachen", "koeln"))

    assert report == LoadReport(
        added=["koeln"], changed=["foshan"], absent=["aachen"], facts_changed=["email"]
    )
    assert register.city(session, "foshan").since == date(2016, 4, 26)
    assert register.facts(session)["email"] == "desk@alliance.example.org"


def test_fact_left_out_again_returns_to_its_default(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, ALLIANCE + 'circular_prefix_de = "X"\nretention_months = 6\n')
    assert register.facts(session)["circular_prefix_de"] == "X"

    report = load(session, tmp_path, ALLIANCE)

    assert report == LoadReport(facts_changed=["circular_prefix_de", "retention_months"])
    facts = register.facts(session)
    assert (facts["circular_prefix_de"], facts["retention_months"]) == ("ISA-RS", "12")


def test_cities_alone_may_follow_once_the_alliance_is_known(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(LoadError) as caught:
        load(session, tmp_path, AACHEN)
    assert str(caught.value) == "line 1: the [alliance] table is missing"
    load(session, tmp_path, ALLIANCE)

    report = load(session, tmp_path, AACHEN)

    assert report == LoadReport(added=["aachen"])
    assert register.facts(session)["email"] == "office@alliance.example.org"


def test_missing_facts_are_named(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, ALLIANCE + 'dpo = "dpo@example.org"\n')

    assert register.missing_facts(session) == [
        *("address_de", "address_zh", "authority_de", "controller_de", "controller_zh"),
        *("legal_basis_de", "legal_basis_zh", "telegram_contact"),
    ]


@pytest.mark.parametrize("touch", ["elector", "candidate"])
def test_seat_that_a_procedure_touched_stays_and_differences_are_listed(
    session: Session, tmp_path: Path, touch: str
) -> None:
    load(session, tmp_path, ALLIANCE + AACHEN + FOSHAN)
    seat(session, "neuss", standing=Standing.CANDIDATE)
    accession = Accession(
        candidate_code="aachen" if touch == "candidate" else "neuss",
        state=AccessionState.OPEN,
        created_at=NOW,
        editor_id=secretary(session).key,
        edited_at=NOW,
    )
    session.add(accession)
    session.flush()
    if touch == "elector":
        session.add(Elector(accession_id=accession.key, city_code="aachen"))

    changed = AACHEN.replace("亚琛", "阿亨") + 'standing = "former"\nsince = 2016-04-25\n'
    report = load(session, tmp_path, ALLIANCE + changed + FOSHAN.replace("佛山市", "佛山"))

    assert report == LoadReport(
        changed=["foshan"],
        left_alone=[
            Difference("aachen", "name_zh", "亚琛", "阿亨"),
            Difference("aachen", "standing", "member", "former"),
            Difference("aachen", "since", "", "2016-04-25"),
        ],
        absent=["neuss"],
    )
    kept = register.city(session, "aachen")
    assert (kept.name_zh, kept.standing, kept.since) == ("亚琛", Standing.MEMBER, None)


def test_discarded_draft_does_not_touch_a_seat(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, ALLIANCE + AACHEN)
    session.add(
        Accession(
            candidate_code="aachen",
            state=AccessionState.DISCARDED,
            created_at=NOW,
            editor_id=secretary(session).key,
            edited_at=NOW,
        )
    )

    report = load(session, tmp_path, AACHEN.replace("亚琛", "阿亨"))

    assert report == LoadReport(changed=["aachen"])


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


def test_file_of_windows_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "alliance.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (ALLIANCE + AACHEN).replace("\n", "\r\n").encode())

    report = register.load(session, path, NOW)

    assert report.added == ["aachen"]


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


def test_unknown_city_is_refused(session: Session) -> None:
    with pytest.raises(UnknownCity) as caught:
        register.city(session, "atlantis")
    assert caught.value == UnknownCity("atlantis")


def test_members_are_the_member_cities_by_side_and_code(session: Session) -> None:
    seat(session, "koeln")
    seat(session, "foshan", Side.CN)
    seat(session, "aachen")
    for standing in set(Standing) - {Standing.MEMBER}:
        seat(session, f"city-{standing}", standing=standing)

    assert [one.code for one in register.members(session)] == ["foshan", "aachen", "koeln"]
    assert [one.code for one in register.members(session, Side.DE)] == ["aachen", "koeln"]
    assert len(register.all_cities(session)) == 7
