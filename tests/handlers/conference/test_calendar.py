"""The calendar entry, read by other libraries than the one that writes it."""

import ctypes
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from alliance.conference import inviting, reminders
from alliance.conference.inviting import Changes
from handlers.conference import calendar
from handlers.kit.screen import Answer
from locales.tongue import BERLIN, SHANGHAI, Tongue
from storage.attachment import Attachment
from storage.language import Language
from tests.handlers.conference.invited import START, Invited
from tests.handlers.stage import NOW, Phone

GERMAN, CHINESE = Tongue("de", BERLIN), Tongue("zh_Hans", SHANGHAI)


def entry(invited: Invited, tongue: Tongue = GERMAN) -> bytes:
    """Return the file as it is now."""
    return calendar.entry(invited.session, invited.conference, tongue)


def read(content: bytes) -> tuple[Calendar, Event]:
    """Return the calendar that a second library reads, and its only event."""
    found = IcsCalendarStream.calendar_from_ics(content.decode())
    (event,) = found.events
    return found, event


def moved(invited: Invited, starts: str, ends: str) -> None:
    """Move the conference."""
    clerk = invited.secretary.person
    folds = (1, 1)
    inviting.move(invited.session, clerk, invited.key, starts, ends, NOW, folds=folds)


def libical() -> ctypes.CDLL:
    """Return the parser of GNOME's and KDE's calendars; skip where it is not installed."""
    try:
        library = ctypes.CDLL("libical.so.3")
    except OSError:
        pytest.skip("libical is not installed here")
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    for name in ("icalcomponent_count_errors", "icalrestriction_check"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.icalcomponent_get_uid.restype = ctypes.c_char_p
    library.icalcomponent_get_uid.argtypes = [ctypes.c_void_p]
    library.icalcomponent_get_summary.restype = ctypes.c_char_p
    library.icalcomponent_get_summary.argtypes = [ctypes.c_void_p]
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    return library


# ---- what the file says


def test_entry_in_german(invited: Invited) -> None:
    found, event = read(entry(invited))
    assert found.method == "PUBLISH"
    assert event.uid == invited.conference.uid
    assert event.sequence == 0
    assert event.summary == "Frühjahrskonferenz"
    assert event.location == "Krönungssaal, Aachen"
    assert event.status == "CONFIRMED"
    assert event.dtstamp == NOW.replace(microsecond=0)
    assert event.dtstart == datetime(2027, 3, 17, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.dtend == datetime(2027, 3, 18, 16, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.description == (
        "Tagesordnung\n1. Begrüßung (30 Min.)\n\nKosten: Nach dem Grundsatz „getragen vom "
        "Veranstalter“ trägt die Gastgeberstadt Aachen die örtlichen Organisationskosten (Räume, "
        "Bewirtung während der Veranstaltung, Sonderveranstaltungen). Reise, Unterkunft und die "
        "übrige Verpflegung tragen die Delegationen selbst.\n\nMeldeschluss für Delegationen: "
        "26. Februar 2027, 18:00 Uhr MEZ (27.2., 01:00 Uhr Pekinger Zeit)"
    )
    assert event.organizer is not None
    assert str(event.organizer.uri) == "mailto:sekretariat@alliance.example"


def test_entry_in_chinese(invited: Invited) -> None:
    _, event = read(entry(invited, CHINESE))
    assert event.summary == "春季会议"
    assert event.location == "加冕厅, 亚琛"
    assert event.dtstart == START
    assert event.description is not None
    assert event.description.splitlines()[:2] == ["会议议程", "1. 致辞（30分钟）"]


def test_entry_brings_its_time_zone(invited: Invited) -> None:
    lines = entry(invited).decode().split("\r\n")
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert lines.count("TZID:Europe/Berlin") == 1
    assert lines.count("DTSTART;TZID=Europe/Berlin:20270317T090000") == 1


def test_lines_are_folded_at_75_bytes(invited: Invited) -> None:
    for tongue in (GERMAN, CHINESE):
        assert max(len(line) for line in entry(invited, tongue).split(b"\r\n")) <= 75


def test_alarms_are_the_reminders_of_the_conference(invited: Invited) -> None:
    _, event = read(entry(invited))
    assert [alarm.trigger for alarm in event.alarm] == [
        timedelta(days=-30),
        timedelta(days=-7),
        timedelta(days=-1),
        timedelta(hours=-2),
    ]
    clerk = invited.secretary.person
    inviting.set_reminders(invited.session, clerk, invited.key, [2], [], NOW)
    _, event = read(entry(invited))
    assert [alarm.trigger for alarm in event.alarm] == [timedelta(days=-2)]
    assert reminders.rows(invited.session, invited.conference) != []


def test_same_conference_gives_the_same_file(invited: Invited) -> None:
    elsewhere = Tongue("de", ZoneInfo("America/New_York"))
    assert entry(invited) == entry(invited, elsewhere)


def test_change_raises_the_sequence_and_keeps_the_uid(invited: Invited) -> None:
    _, before = read(entry(invited))
    invited.stage.pass_time(hours=1)
    changes = Changes(venue={Language.DE: "Rathaus", Language.ZH: "市政厅"})
    clerk, now = invited.secretary.person, invited.stage.now
    inviting.change(invited.session, clerk, invited.key, changes, now)
    _, event = read(entry(invited))
    assert (event.uid, event.sequence) == (before.uid, 1)
    assert event.location == "Rathaus, Aachen"
    assert event.dtstamp == before.dtstamp + timedelta(hours=1)


def test_moved_across_the_change_of_clocks(invited: Invited) -> None:
    moved(invited, "2027-03-27T09:00", "2027-03-28T16:30")
    _, event = read(entry(invited))
    assert event.dtstart == datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert event.dtend == datetime(2027, 3, 28, 14, 30, tzinfo=UTC)
    assert event.sequence == 1


def test_second_of_two_equal_times_stands_in_utc(invited: Invited) -> None:
    moved(invited, "2027-10-31T02:30", "2027-10-31T09:00")
    lines = entry(invited).decode().split("\r\n")
    assert lines.count("DTSTART:20271031T013000Z") == 1
    assert lines.count("DTEND;TZID=Europe/Berlin:20271031T090000") == 1


def test_calling_off_takes_the_entry_back(invited: Invited) -> None:
    clerk = invited.secretary.person
    inviting.cancel(invited.session, clerk, invited.key, "Hochwasser", NOW)
    found, event = read(entry(invited))
    assert found.method == "CANCEL"
    assert event.uid == invited.conference.uid
    assert event.sequence == 1
    assert event.status == "CANCELLED"
    assert event.alarm == []


@pytest.mark.parametrize("off", [False, True])
@pytest.mark.parametrize("tongue", [GERMAN, CHINESE], ids=["de", "zh"])
def test_calendar_client_accepts_it(invited: Invited, tongue: Tongue, *, off: bool) -> None:
    library = libical()
    if off:
        clerk = invited.secretary.person
        inviting.cancel(invited.session, clerk, invited.key, "Hochwasser", NOW)
    parsed = library.icalparser_parse_string(entry(invited, tongue))
    assert parsed
    try:
        assert library.icalcomponent_count_errors(parsed) == 0
        # What RFC 5546 asks of a PUBLISH, or of a CANCEL, is there.
        assert library.icalrestriction_check(parsed) == 1
        assert library.icalcomponent_count_errors(parsed) == 0
        assert library.icalcomponent_get_uid(parsed).decode() == invited.conference.uid
        title = "Frühjahrskonferenz" if tongue is GERMAN else "春季会议"
        assert library.icalcomponent_get_summary(parsed).decode() == title
    finally:
        library.icalcomponent_free(parsed)


# ---- the button


def file_of(phone: Phone, answer: Answer) -> tuple[str, bytes]:
    """Return name and content of the file that came below a message."""
    (below,) = answer.more
    file = phone.stage.session.get_one(Attachment, below.document)
    return file.name, (phone.stage.files / str(file.sha256)).read_bytes()


def test_button_brings_the_file_below_the_letter(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["aachen"])
    answer = phone.press("Kalender (.ics)")
    assert answer.screen is None
    assert answer.more[0].text == (
        "Frühjahrskonferenz\nÖffnen Sie diese Datei, um die Veranstaltung in Ihren Kalender zu "
        "übernehmen. Ändert sich etwas, geben wir Ihnen Nachricht; eine neue Datei ersetzt dann "
        "den Eintrag."
    )
    assert file_of(phone, answer) == ("Konferenz 2027-03-17.ics", entry(invited))


def test_button_brings_the_chinese_file(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["foshan"])
    answer = phone.press("日历 (.ics)")
    assert file_of(phone, answer) == ("会议 2027-03-17.ics", entry(invited, CHINESE))


def test_button_below_the_calling_off_takes_the_entry_back(invited: Invited) -> None:
    clerk = invited.secretary.person
    inviting.cancel(invited.session, clerk, invited.key, "Hochwasser", NOW)
    phone = invited.contacts["aachen"]
    invited.told("conference-cancelled", phone)
    answer = phone.press("Kalender (.ics)")
    assert answer.more[0].text == (
        "Frühjahrskonferenz\nDie Veranstaltung ist abgesagt; öffnen Sie diese Datei, so "
        "verschwindet sie aus Ihrem Kalender."
    )
    _, content = file_of(phone, answer)
    assert re.findall(rb"METHOD:(\w+)", content) == [b"CANCEL"]


def test_calendar_of_others_is_not_brought(invited: Invited) -> None:
    stranger = invited.stage.person("Ole", None)
    answer = stranger.press_data(f"kr.i:{invited.key}")
    assert answer.more == ()
    assert answer.alert
