"""The privacy information, in the reader's language, and /privacy with the way out."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from markupsafe import Markup

from alliance import contact
from handlers import strangers
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit


@dataclass(frozen=True)
class WithdrawPress(Press):
    """Asks, or (sure) carries out, that the consent to Telegram is withdrawn."""

    tag: ClassVar[str] = "pw"

    sure: int


@dataclass(frozen=True)
class PrivacyPress(Press):
    """Shows the privacy information."""

    tag: ClassVar[str] = "pi"


def asks_consent(visit: Visit) -> bool:
    """Return whether the operator asks for consent, or only informs."""
    return visit.facts["privacy_mode"] == "consent"


def asked(visit: Visit) -> Markup:
    """Return the whole information with what is asked for below it."""
    return Markup("{}\n\n{}").format(information(visit), _request(visit))


def information(visit: Visit) -> Markup:
    """Return the whole information."""
    tongue = visit.tongue
    said = (
        _title(visit),
        _controller(visit),
        tongue.text(
            "<b>Purpose:</b> the register of contact persons, sending circulars and invitations, "
            "proof of the member cities' declarations."
        ),
        tongue.text(
            "<b>Data:</b> name, function, city, language, time zone, Telegram id, and an e-mail "
            "address if you wish; besides, what was sent to you and what you confirmed or "
            "declared. We do not ask for your telephone number."
        ),
        _legal_basis(visit),
        tongue.text(
            "<b>Recipients:</b> the secretariat in Foshan (China), the German contact offices "
            "and, with name and function in a declaration, the member cities."
        ),
        _transfer(visit),
        tongue.text(
            "<b>Duration:</b> your contact data until {months} months after your responsibility "
            "has ended. Your city's declarations are kept as proof; after {years} years your "
            "name in them is replaced by your function.",
            months=visit.facts["retention_months"],
            years=visit.facts["retention_years"],
        ),
        _rights(visit),
        tongue.text(
            "<b>Without Telegram:</b> you can reach us by letter and e-mail without any "
            "disadvantage."
        ),
    )
    return Markup("\n\n").join(said)


def _title(visit: Visit) -> Markup:
    day = visit.facts["privacy_date"]
    return visit.tongue.text(
        "<b>Privacy information</b> (version {version} of {day})",
        version=visit.facts["privacy_version"],
        day=visit.tongue.day(date.fromisoformat(day)) if day else "–",
    )


def _said(visit: Visit, name: str) -> str:
    """Return a fact in the reader's language, empty where there is none."""
    suffix = "de" if visit.tongue.language == "de" else "zh"
    return visit.facts.get(f"{name}_{suffix}", "")


def _controller(visit: Visit) -> Markup:
    tongue = visit.tongue
    known = [_said(visit, "controller"), _said(visit, "address"), visit.facts["email"]]
    given = [Markup.escape(one) for one in known if one]
    line = given[0] if given else Markup.escape(strangers.address(visit))
    for one in given[1:]:
        line = tongue.text("{first}, {second}", first=line, second=one)
    text = tongue.text("<b>Controller:</b> {controller}.", controller=line)
    if visit.facts["dpo"]:
        text += Markup("\n") + tongue.text(
            "Data protection officer: {dpo}.", dpo=visit.facts["dpo"]
        )
    if visit.facts["eu_representative"]:
        text += Markup("\n") + tongue.text(
            "Representative in the EU: {name}.", name=visit.facts["eu_representative"]
        )
    return text


def _legal_basis(visit: Visit) -> Markup:
    tongue = visit.tongue
    law, consent_law = _said(visit, "legal_basis"), _said(visit, "consent_basis")
    if law:
        basis = tongue.text("the performance of a public task ({law})", law=law)
    else:
        basis = tongue.text("the performance of a public task")
    return tongue.text(
        "<b>Legal basis:</b> {basis}; for the use of Telegram your consent{consent}.",
        basis=basis,
        consent=tongue.plain(" ({law})", law=consent_law) if consent_law else "",
    )


def _transfer(visit: Visit) -> Markup:
    text = visit.tongue.text(
        "Telegram transmits the messages on its own responsibility (Telegram Messenger Inc., "
        "affiliated companies in the British Virgin Islands and in Dubai). The EU Commission has "
        "not found an adequate level of data protection for these states. Messages to a bot are "
        "not end-to-end encrypted."
    )
    if visit.facts["telegram_contact"]:
        text += Markup("\n") + visit.tongue.text(
            "Contact of the recipient abroad: {contact}.", contact=visit.facts["telegram_contact"]
        )
    return text


def _rights(visit: Visit) -> Markup:
    tongue = visit.tongue
    return tongue.text(
        "<b>Your rights:</b> access, rectification, erasure, restriction, data portability, "
        "objection; withdrawal of the consent at any time for the future. /privacy or an e-mail "
        "to {email} is enough. Complaints are taken by {authority}.",
        email=strangers.address(visit),
        authority=_said(visit, "authority")
        or tongue.plain("the competent data protection authority"),
    )


def _request(visit: Visit) -> Markup:
    if asks_consent(visit):
        return visit.tongue.text(
            "Do you consent to our writing to you by Telegram, and to your data reaching the "
            "states named in doing so? This consent concerns your personal data only. It is no "
            "consent of your city to any accession."
        )
    return visit.tongue.text(
        "This information concerns your personal data only. Going on is no consent of your city "
        "to any accession."
    )


# ---- /privacy


def _screen(visit: Visit) -> Screen:
    tongue = visit.tongue
    version, moment = visit.who.privacy_version, tongue.moment(visit.who.privacy_at)
    if not asks_consent(visit):
        read = tongue.text(
            "Read by you: version {version}, {moment}.", version=version, moment=moment
        )
        return Screen(
            information(visit) + Markup("\n\n<i>{}</i>").format(read), (menu_row(tongue),)
        )
    agreed = tongue.text(
        "Your consent: version {version}, {moment}.", version=version, moment=moment
    )
    text = Markup("{}\n\n<i>{}</i>").format(information(visit), agreed)
    withdraw = Button(tongue.label("privacy", "Withdraw consent"), WithdrawPress(0))
    return Screen(text, ((withdraw,), menu_row(tongue)))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(_screen(visit))


def _show(visit: Visit, _press: PrivacyPress) -> Answer:
    return Answer(_screen(visit))


def _withdraw(visit: Visit, press: WithdrawPress) -> Answer:
    """Ask, and then end the person's part; mandates and loans end with it."""
    tongue = visit.tongue
    if not press.sure:
        question = tongue.text(
            "If you withdraw your consent, Stadtbote no longer writes to you, and mandates that "
            "you hold end. Your city's declarations stay valid. You can come back with a new "
            "invitation."
        )
        sure = Button(
            tongue.label("privacy", "Withdraw consent"), WithdrawPress(1), style=Style.DANGER
        )
        return Answer(Screen(question, ((sure,), (back_button(tongue, PrivacyPress()),))))
    contact.remove_contact(visit.session, visit.who, visit.who.key, visit.now)
    done = tongue.text(
        "Your consent is withdrawn; Stadtbote no longer writes to you. Please send any further "
        "wish concerning your data to the secretariat: {email}.",
        email=strangers.address(visit),
    )
    return Answer(Screen(done), menu_changed=True)


def _redraw(visit: Visit, _press: WithdrawPress) -> Screen:
    return _screen(visit)


PRESSES = {PrivacyPress: _show, WithdrawPress: _withdraw}
REDRAWS = {WithdrawPress: _redraw}
COMMANDS = {"privacy": _command}
