"""People's details: what can be, and what cannot."""

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from sqlmodel import Session, select

from alliance import contact, value
from alliance.refusal import BadValue
from storage.language import Language
from storage.person import Person
from tests.alliance.contact.joining import join, link
from tests.alliance.people import NOW, seat


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": " \t "}, BadValue("name", "empty")),
        ({"name": "Li\u202eevE"}, BadValue("name", "control")),
        ({"name": "Li\nWei"}, BadValue("name", "control")),
        ({"name": "x" * 121}, BadValue("name", "too-long", 120)),
        ({"function": ""}, BadValue("function", "empty")),
        ({"function": "x" * 161}, BadValue("function", "too-long", 160)),
        ({"email": "li at example.org"}, BadValue("email", "format")),
        ({"email": "li@example"}, BadValue("email", "format")),
        ({"email": "a" * 250 + "@b.de"}, BadValue("email", "too-long", 254)),
        ({"zone": "Mars/Olympus"}, BadValue("zone", "unknown")),
        ({"zone": "../etc/passwd"}, BadValue("zone", "unknown")),
        ({"zone": "Europe"}, BadValue("zone", "unknown")),
        ({"zone": ""}, BadValue("zone", "unknown")),
    ],
)
def test_value_that_cannot_be_is_refused_when_registering_and_when_changing(
    session: Session, wrong: dict[str, str], refusal: BadValue
) -> None:
    seat(session, "aachen")
    by = link(session)
    with pytest.raises(BadValue) as caught:
        join(session, by, other=wrong)
    assert caught.value == refusal
    assert session.exec(select(Person)).all() == []
    assert by.used_at is None

    person = join(session, by).person
    before = person.model_dump()
    with pytest.raises(BadValue) as caught:
        contact.change_details(session, person, NOW, **wrong)  # type: ignore[arg-type]
    assert caught.value == refusal
    assert person.model_dump() == before


def test_details_change_one_by_one(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session)).person

    contact.change_details(session, person, NOW, name="  Dr. Jürgen\u3000Groß ")
    contact.change_details(session, person, NOW, function="Amtsleitung")
    contact.change_details(session, person, NOW, email="")
    contact.change_details(session, person, NOW, language=Language.DE)
    contact.change_details(session, person, NOW, zone="Europe/Berlin")

    assert (person.name, person.function, person.email, person.language, person.zone) == (
        "Dr. Jürgen Groß",
        "Amtsleitung",
        None,
        Language.DE,
        "Europe/Berlin",
    )


@given(st.text())
def test_line_is_visible_short_and_stable_or_refused(text: str) -> None:
    try:
        clean = value.line("name", text, 20)
    except BadValue as refusal:
        clean = refusal.reason
        event(clean)
    assert 0 < len(clean) <= 20
    assert clean == " ".join(clean.split())
    assert clean.isprintable()
    assert value.line("name", clean, 20) == clean
