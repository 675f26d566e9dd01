"""When and where: the host's clocks, times that come twice or never, turns, and the deadline."""

from datetime import UTC, datetime, timedelta

from alliance.conference import draft, inviting
from storage.conference import EventKind
from storage.person import Person
from tests.handlers.conference.planned import Office, blocks, drafted
from tests.handlers.stage import Phone

NO_TIME = (
    "In dieser Nacht werden die Uhren vorgestellt: 02:30 Uhr gibt es nicht, es folgt gleich "
    "03:00 Uhr. Bitte nennen Sie eine andere Zeit."
)
PAST = "Dieser Zeitpunkt ist vorbei; bitte nennen Sie einen späteren."
ALTERNATE = "Hinweis: Die Konferenzen sollen abwechselnd in China und in Deutschland stattfinden; "


def to_times(office: Office, host: str = "aachen") -> Phone:
    """Return the secretary's phone with the question for the start of a draft."""
    conference = drafted(office, host=host)
    office.lin.press_data(f"kp.d:{conference.key}")
    office.lin.press("Beginn und Ende")
    return office.lin


def test_time_that_the_clocks_leave_out_is_refused(office: Office) -> None:
    lin = to_times(office)
    lin.type("28.03.2027 02:30")
    assert blocks(lin)[0] == NO_TIME


def test_time_that_comes_twice_is_asked(office: Office) -> None:
    lin = to_times(office)
    lin.type("31.10.2027 02:30")
    assert blocks(lin)[1:] == [
        (
            "In dieser Nacht werden die Uhren zurückgestellt, 02:30 Uhr gibt es zweimal. Welche "
            "Zeit ist gemeint?"
        ),
        (
            "Die frühere: 31. Oktober 2027, 02:30 Uhr MESZ (08:30 Uhr Pekinger Zeit)\n"
            "Die spätere: 31. Oktober 2027, 02:30 Uhr MEZ (09:30 Uhr Pekinger Zeit)"
        ),
    ]
    lin.press("Die spätere")
    lin.type("3:30")
    assert (office.conference.starts, office.conference.starts_at) == (
        "2027-10-31T02:30*",
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )


def test_earlier_one_of_two_equal_times_is_kept(office: Office) -> None:
    lin = to_times(office)
    lin.type("30.10.2027 20:00")
    lin.type("31.10.2027 02:30")
    lin.press("Die frühere")
    assert office.conference.ends_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_times_are_those_of_the_host_wherever_the_reader_is(office: Office) -> None:
    lin = to_times(office, host="foshan")
    lin.type("10.05.2027 09:00")
    lin.type("17:30")
    assert (office.conference.starts_at, office.conference.ends_at) == (
        datetime(2027, 5, 10, 1, 0, tzinfo=UTC),
        datetime(2027, 5, 10, 9, 30, tzinfo=UTC),
    )
    assert blocks(lin)[2].split("\n")[:3] == [
        "Beginn: 10. Mai 2027, 09:00 Uhr Pekinger Zeit (03:00 Uhr MESZ)",
        "Ende: 10. Mai 2027, 17:30 Uhr Pekinger Zeit (11:30 Uhr MESZ)",
        "Ihre Ortszeit: 10.05.2027, 03:00 Uhr bis 10.05.2027, 11:30 Uhr",
    ]


def test_own_clock_is_shown_by_telegram_in_a_third_zone(office: Office) -> None:
    office.stage.session.get_one(Person, office.lin.person.key).zone = "America/New_York"
    to_times(office).press("Unverändert lassen")
    office.lin.press("Unverändert lassen")
    assert office.lin.shown is not None
    assert office.lin.shown.text.split("\n\n")[2].split("\n")[2] == (
        'Ihre Ortszeit: <tg-time unix="1809932400" format="wDT">10.05.2027, 03:00 Uhr</tg-time> '
        'bis <tg-time unix="1810047600" format="wDT">11.05.2027, 11:00 Uhr</tg-time>'
    )


def test_end_before_the_start_is_refused(office: Office) -> None:
    lin = to_times(office)
    lin.type("10.05.2027 09:00")
    lin.type("08:00")
    assert blocks(lin)[0] == "Das Ende muss nach dem Beginn liegen; bitte prüfen Sie beide."
    lin.type("10.07.2027 08:00")
    assert blocks(lin)[0] == ("Das wären mehr als 31 Tage; bitte prüfen Sie Beginn und Ende.")
    assert office.conference.starts == "2027-05-10T09:00"


def test_past_and_far_starts_are_refused(office: Office) -> None:
    lin = to_times(office)
    lin.type("10.05.2026 09:00")
    assert blocks(lin)[0] == PAST
    lin.type("10.05.2032 09:00")
    lin.type("17:00")
    assert blocks(lin)[0] == (
        "Das liegt mehr als drei Jahre voraus; bitte nennen Sie einen früheren Tag."
    )


def test_day_without_a_time_is_refused(office: Office) -> None:
    lin = to_times(office)
    lin.type("10.05.2027")
    assert blocks(lin)[0] == (
        "Diese Uhrzeit ist nicht lesbar; ein Beispiel: 15.12.2026, 12:00 Uhr."
    )


# ---- the deadline


def test_deadline_is_suggested_before_the_start(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.d:{conference.key}")
    office.lin.press("Meldeschluss")
    assert office.lin.labels[:4] == [
        ["12.04.2027, 12:00 Uhr"],
        ["26.04.2027, 12:00 Uhr"],
        ["03.05.2027, 12:00 Uhr"],
        ["Bis zum Beginn"],
    ]
    office.lin.type("11.05.2027")
    assert blocks(office.lin)[0] == (
        "Der Meldeschluss muss vor dem Beginn liegen; bitte nennen Sie einen früheren."
    )
    office.lin.type("01.11.2026")
    assert blocks(office.lin)[0] == PAST
    office.lin.type("23.04.2027 18:00")
    assert conference.deadline_at == datetime(2027, 4, 23, 16, 0, tzinfo=UTC)


# ---- whose turn it is


def test_hosts_whose_turn_it_is_stand_first(office: Office) -> None:
    past(office)
    office.lin.type("/desk")
    office.lin.press("Neue Konferenz")
    office.lin.press("Halbjahreskonferenz")
    office.lin.type("Herbst")
    office.lin.type("秋季")
    assert blocks(office.lin)[1].split("\n")[0] == (
        "Nach dem Wechsel der Seiten wäre an der Reihe: Chinesische Seite."
    )
    assert [row[0] for row in office.lin.labels[:4]] == ["Foshan", "Jieyang", "Aachen", "Köln"]


def test_same_side_twice_is_warned_about_and_not_blocked(office: Office) -> None:
    past(office)
    conference = drafted(office, starts="2027-10-11T09:00", ends="2027-10-12T17:00")
    office.lin.press_data(f"kp.d:{conference.key}")
    warning = (
        f"{ALTERNATE}benachbarte Konferenzen derselben Seite (Deutsche Seite): Aachen (10. Mai "
        "2027). Sie können trotzdem fortfahren."
    )
    assert blocks(office.lin)[-1] == warning
    office.lin.press("Einladungen senden")
    assert blocks(office.lin)[2] == warning
    assert office.lin.press("Bestätigen").toast == "Die Einladungen sind unterwegs."


def test_turn_is_told_before_there_is_a_time(office: Office) -> None:
    past(office)
    session, clerk = office.stage.session, office.lin.person
    conference = draft.start(session, clerk, EventKind.CONFERENCE, office.stage.now)
    draft.set_host(session, clerk, conference.key, "koeln", office.stage.now)
    office.lin.press_data(f"kp.d:{conference.key}")
    assert blocks(office.lin)[-1] == (
        f"{ALTERNATE}an der Reihe wäre: Chinesische Seite. Sie können trotzdem fortfahren."
    )


def test_workshops_take_no_turns(office: Office) -> None:
    past(office)
    session, clerk = office.stage.session, office.lin.person
    conference = draft.start(session, clerk, EventKind.WORKSHOP, office.stage.now)
    draft.set_host(session, clerk, conference.key, "koeln", office.stage.now)
    office.lin.press_data(f"kp.d:{conference.key}")
    assert not [block for block in blocks(office.lin) if block.startswith("Hinweis")]


def past(office: Office) -> None:
    """Let a conference in Aachen be invited to."""
    conference = drafted(office)
    inviting.invite(office.stage.session, office.lin.person, conference.key, office.stage.now)


def test_host_not_known_yet_leaves_times_for_later(office: Office) -> None:
    office.lin.type("/desk")
    office.lin.press("Neue Konferenz")
    office.lin.press("Netzwerktreffen")
    for text in ("Sommerfest", "夏季交流会"):
        office.lin.type(text)
    office.lin.press("Steht noch nicht fest")
    for text in ("Rathaus", "市政厅"):
        office.lin.type(text)
    office.lin.press("Überspringen")
    office.lin.press("Überspringen")
    assert blocks(office.lin)[2] == (
        "Zeit: steht noch nicht fest\nGastgeberstadt: steht noch nicht fest\n"
        "Delegationen: bis zum Beginn einzutragen"
    )
    assert blocks(office.lin)[-1] == (
        "Es kann noch nicht eingeladen werden:\n– Gastgeberstadt: fehlt\n– Beginn und Ende: fehlt"
    )
    office.lin.press("Weiter planen")
    office.lin.type("köln")
    assert office.conference.host_code == "koeln"
    office.stage.pass_time(days=1)
    assert office.conference.edited_at == office.stage.now - timedelta(days=1)
