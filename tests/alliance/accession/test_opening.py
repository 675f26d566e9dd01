"""The circular: complete or refused, numbered, frozen, and everybody told once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from alliance import number
from alliance.accession import draft, electorate, opening
from alliance.accession.refusals import Incomplete, NobodyToAsk, NotDraft
from alliance.accession.rules import Missing
from alliance.refusal import BadValue, NotAllowed
from storage.accession import AccessionState, DossierText, Part
from storage.attachment import Attachment
from storage.circular import Circular
from storage.city import City, Side, Standing
from storage.delivery import Delivery
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Role
from storage.record import Record
from tests.alliance.accession.world import LATER, build, join, scan
from tests.alliance.people import NOW, queued, seat, someone


def test_ask_freezes_the_members_of_the_moment(session: Session) -> None:
    world = build(session, cn=2, de=1)
    accession = world.asked()
    join(world, "late", Side.DE)

    assert (accession.state, accession.opened_at) == (AccessionState.OPEN, NOW)
    assert electorate.electors(session, accession) == ["cn0", "cn1", "de0"]


def test_ask_refuses_what_is_incomplete_and_names_it(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    for part in Part:
        for language in Language:
            if (part, language) != (Part.WISHES, Language.ZH):
                draft.write(session, world.first, key, part, language, "Text", NOW)
    draft.write(session, world.first, key, Part.ECONOMY, Language.DE, "Neu", NOW)

    with pytest.raises(Incomplete) as refused:
        opening.ask(session, world.first, key, NOW)

    assert refused.value.missing == (
        Missing(Part.ECONOMY, Language.ZH, stale=True),
        Missing(Part.WISHES, Language.ZH, stale=False),
    )
    assert session.exec(select(Circular)).all() == []
    assert queued(session) == []


def test_ask_without_members_is_refused(session: Session) -> None:
    world = build(session, cn=0, de=0)
    key = world.drafted().key
    with pytest.raises(NobodyToAsk):
        opening.ask(session, world.first, key, NOW)


def test_ask_takes_the_suggested_target_and_refuses_a_past_one(session: Session) -> None:
    world = build(session)
    assert world.asked().target_at == datetime(2026, 12, 22, 11, tzinfo=UTC)
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    key = world.drafted("other").key
    draft.set_target(session, world.first, key, LATER, NOW)
    with pytest.raises(BadValue):
        opening.ask(session, world.first, key, LATER + timedelta(seconds=1))


def test_ask_twice_is_refused_and_sends_once(session: Session) -> None:
    world = build(session)
    key = world.asked().key
    before = queued(session)
    with pytest.raises(NotDraft):
        opening.ask(session, world.second, key, NOW)
    assert queued(session) == before


def test_ask_is_the_secretariat_s_alone(session: Session) -> None:
    world = build(session)
    key = world.drafted().key
    with pytest.raises(NotAllowed):
        opening.ask(session, world.holders["de0"], key, NOW)


def test_circulars_are_numbered_without_gaps_from_one_each_year(session: Session) -> None:
    world = build(session)
    new_year_in_foshan = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    numbers = []
    for day, code in enumerate(("a", "b", "c")):
        seat(session, code, Side.DE, Standing.CANDIDATE)
        key = world.drafted(code).key
        now = new_year_in_foshan + timedelta(seconds=day - 2)
        circular = opening.ask(session, world.first, key, now).circular
        numbers.append((circular.year, circular.serial))

    assert numbers == [(2026, 1), (2026, 2), (2027, 1)]
    facts = {"circular_prefix_de": "ISA-RS", "circular_prefix_zh": "中德工盟函"}
    assert number.circular_number(facts, circular) == ("ISA-RS 2027/01", "中德工盟函〔2027〕1号")


def test_circular_carries_the_record_s_head_of_that_moment(session: Session) -> None:
    world = build(session)
    first = world.asked()
    world.answer(first, "cn0")
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    last = session.exec(select(Record).order_by(col(Record.seq).desc())).first()
    second = world.asked("other")
    circular = session.get(Circular, second.circular_id)

    assert circular is not None
    assert last is not None
    assert (circular.head_seq, circular.head) == (last.seq, last.hash)


def test_circular_is_found_by_the_candidate_s_names(session: Session) -> None:
    world = build(session)
    circular = opening.ask(session, world.first, world.drafted().key, NOW).circular
    assert circular.search == "2026/01 〔2026〕1 new new市"


def test_everybody_is_told_once_in_their_own_way(session: Session) -> None:
    world = build(session, cn=1, de=2)
    colleague = someone(session, "cn0")
    newcomer = someone(session, "new")
    someone(session, seat(session, "watching", Side.CN, Standing.OBSERVER).code)
    office = someone(session, role=Role.CONTACT_OFFICE)
    advisor = someone(session, role=Role.ADVISORY)
    # One person answers for two cities and is asked for each.
    holder = world.holders["de0"]
    mandate = session.exec(select(Mandate).where(Mandate.city_code == "de1")).one()
    mandate.holder_id = holder.key
    unmandated = world.holders["de1"]

    key = world.drafted().key
    asked = opening.ask(session, world.first, key, NOW)

    assert (asked.electors, asked.requests, asked.copies) == (3, 3, 2)
    assert sorted(queued(session)) == sorted(
        [
            ("statement-request", world.holders["cn0"].key),
            ("statement-request", holder.key),
            ("statement-request", holder.key),
            ("statement-copy", colleague.key),
            ("statement-copy", unmandated.key),
            *[("accession-opened", one.key) for one in (newcomer, office, advisor, world.second)],
        ]
    )
    requests = session.exec(select(Delivery).where(Delivery.kind == "statement-request")).all()
    assert [row.params for row in requests] == [
        {"accession": key, "round": 1, "city": city} for city in ("cn0", "de0", "de1")
    ]
    assert {row.subject for row in requests} == {f"accession:{key}"}


def test_unreachable_cities_are_those_without_any_open_chat(session: Session) -> None:
    world = build(session, cn=2, de=2)
    seat(session, "empty", Side.DE)
    world.holders["cn0"].channel = Channel.BLOCKED
    world.holders["cn1"].channel = Channel.BLOCKED
    someone(session, "cn1")
    # Nobody of its own, but somebody who answers for it.
    seat(session, "lent", Side.CN)
    session.add(Mandate(city_code="lent", holder_id=world.holders["de0"].key, since=NOW))
    session.flush()

    def codes(cities: list[City]) -> list[str]:
        return [city.code for city in cities]

    assert codes(opening.unreachable(session, NOW)) == ["cn0", "empty"]
    assert codes(opening.unmandated(session, NOW)) == ["cn0", "cn1", "empty"]


def test_deputy_is_asked_while_the_mandate_is_lent(session: Session) -> None:
    world = build(session, cn=0, de=1)
    deputy = someone(session, "de0")
    mandate = session.exec(select(Mandate)).one()
    mandate.deputy_id, mandate.deputy_since = deputy.key, NOW
    mandate.deputy_until = NOW + timedelta(days=1)
    world.asked()

    assert [one for one in queued(session) if one[0].startswith("statement")] == [
        ("statement-request", deputy.key),
        ("statement-copy", world.holders["de0"].key),
    ]


def test_dossier_sum_is_stored_and_chained(session: Session) -> None:
    world = build(session, cn=0, de=1)
    key = world.drafted().key
    draft.attach(session, world.first, key, scan(session), NOW)
    accession = opening.ask(session, world.first, key, NOW).accession

    entry = session.exec(select(Record).where(Record.kind == "opened")).one()
    assert accession.dossier_sum == opening.checksum(
        world.candidate, draft.dossier(session, accession), draft.files(session, accession)
    )
    assert f'"dossier":"{accession.dossier_sum}"' in entry.body.replace(": ", ":")
    assert world.first.name not in entry.body


@given(
    texts=st.lists(st.text(max_size=5), min_size=8, max_size=8),
    place=st.integers(0, 7),
    shuffled=st.permutations(range(8)),
)
def test_checksum_sees_every_change_and_no_order(
    texts: list[str], place: int, shuffled: list[int]
) -> None:
    city = City(
        code="new",
        side=Side.DE,
        name_de="Neu",
        name_zh="新",
        zone="UTC",
        standing=Standing.CANDIDATE,
    )
    which = [(part, language) for part in Part for language in Language]

    def halves(written: list[str]) -> list[DossierText]:
        return [
            DossierText(
                accession_id=1,
                part=part,
                language=language,
                text=text,
                written_at=NOW,
                written_by=1,
            )
            for (part, language), text in zip(which, written, strict=True)
        ]

    whole = opening.checksum(city, halves(texts), [])
    changed = [text + "!" if number == place else text for number, text in enumerate(texts)]
    assert opening.checksum(city, halves(changed), []) != whole
    in_order = halves(texts)
    assert opening.checksum(city, [in_order[number] for number in shuffled], []) == whole
    file = Attachment(
        bot_id=1, update_id=1, telegram_id=1, file_id="f", name="a", mime="m", size=1,
        sha256="0" * 64, created_at=NOW,
    )  # fmt: skip
    assert opening.checksum(city, in_order, [file]) != whole
