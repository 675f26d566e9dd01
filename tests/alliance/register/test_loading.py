"""Loading: what a file changes and what it never changes."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from alliance import register
from alliance.register import Difference, LoadReport
from alliance.registerfile import LoadError
from storage.accession import Accession, AccessionState, Elector
from storage.city import City, Side, Standing
from storage.record import Record
from tests.alliance.people import NOW, seat, secretary
from tests.alliance.register.files import AACHEN, ALLIANCE, FOSHAN, load

SHIPPED = Path(__file__).parents[3] / "data" / "alliance-2017.toml"


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


def test_first_entry_names_every_city_and_later_ones_what_changed(
    session: Session, tmp_path: Path
) -> None:
    seat(session, "bonn")
    load(session, tmp_path, ALLIANCE + AACHEN)
    load(session, tmp_path, ALLIANCE.replace("office@", "desk@") + AACHEN)
    load(session, tmp_path, AACHEN.replace("亚琛", "阿亨") + FOSHAN)

    entries = session.exec(select(Record).order_by(col(Record.seq))).all()
    assert [(one.kind, [*json.loads(one.body)["cities"]]) for one in entries] == [
        ("register", ["aachen", "bonn"]),
        ("register", ["aachen", "foshan"]),
    ]
    assert json.loads(entries[1].body) == {
        "by": None,
        "cities": {
            "aachen": {
                "side": "DE",
                "name_de": "Aachen",
                "name_zh": "阿亨",
                "zone": "Europe/Berlin",
                "standing": "member",
                "since": None,
                "waiting_since": None,
            },
            "foshan": {
                "side": "CN",
                "name_de": "Foshan",
                "name_zh": "佛山市",
                "zone": "Asia/Shanghai",
                "standing": "member",
                "since": "2016-04-25",
                "waiting_since": None,
            },
        },
    }


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


def test_file_of_windows_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "alliance.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (ALLIANCE + AACHEN).replace("\n", "\r\n").encode())

    report = register.load(session, path, NOW)

    assert report.added == ["aachen"]
