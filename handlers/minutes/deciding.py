"""The form in which a resolution is entered or changed (S-03)."""

from datetime import date

from alliance import minutes, register, rights
from alliance.minutes import Decision
from alliance.minutes.refusals import InForce
from alliance.minutes.resolving import OFFICE
from handlers.kit import forms, picking
from handlers.kit.dates import read_date
from handlers.kit.formscreen import SUMMARY
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from handlers.minutes import overview, resolutions, words
from handlers.minutes.presses import ChangeResolutionPress, NewResolutionPress
from storage.city import City, Standing
from storage.dialog import Dialog

CITY, OFFICE_VALUE = "c.", "office"
SEATS = (Standing.MEMBER, Standing.OBSERVER)

# ---- opening


def _new(visit: Visit, press: NewResolutionPress) -> Answer:
    rights.require_secretary(visit.who)
    overview.opened(visit.session, visit.who, press.conference)
    return forms.open(visit, "resolution", str(press.conference))


def _change(visit: Visit, press: ChangeResolutionPress) -> Answer:
    """Open the form with what stands there, at its summary."""
    rights.require_secretary(visit.who)
    one = minutes.get(visit.session, press.resolution)
    if minutes.in_force(visit.session, one):
        raise InForce(one.key)
    said = {
        "text_de": one.text_de,
        "text_zh": one.text_zh,
        "city": one.city_code or OFFICE_VALUE,
        **({"due": one.due_on.isoformat()} if one.due_on else {}),
    }
    subject = f"{one.conference_id}.{one.key}"
    forms.open(visit, "resolution", subject, said, anew=True)
    dialog = forms.current(visit)
    assert dialog is not None
    dialog.step = SUMMARY
    return Answer(forms.screen(visit, dialog), dialog=dialog.id)


def _subject(dialog: Dialog) -> tuple[int, int | None]:
    """Return the session's id, and that of the resolution that is being changed."""
    conference, _, resolution = dialog.subject.partition(".")
    return int(conference), int(resolution) if resolution else None


# ---- the words


def _ask_german(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "<b>Resolution</b>\n\nPlease write in German what was resolved; at most {limit} "
            "characters.",
            limit=minutes.RESOLUTION_LIMIT,
        )
    )


def _ask_chinese(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "<b>Resolution</b>\n\nPlease write the same in Chinese; at most {limit} characters.",
            limit=minutes.RESOLUTION_LIMIT,
        )
    )


def _take_text(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(
        dialog, **{dialog.step: cleaned(visit, "text", typed.text, minutes.RESOLUTION_LIMIT)}
    )


# ---- who, until when


def _cities(visit: Visit) -> list[City]:
    found = [one for one in register.all_cities(visit.session) if one.standing in SEATS]
    return sorted(found, key=lambda city: (city.side, city.name(visit.language)))


def _ask_city(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    options = [(tongue.plain("The secretariat"), OFFICE_VALUE)]
    options += [(city.name(visit.language), CITY + city.code) for city in _cities(visit)]
    text = tongue.text("Who carries it out? Choose, or type the name of a city.")
    return Screen(text, picking.rows(tongue, dialog, options, dialog.data.get("page", 0)))


def _choose_city(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if picking.turn(dialog, chosen):
        return _ask_city(visit, dialog)
    code = chosen.removeprefix(CITY)
    if code != OFFICE_VALUE and code not in [city.code for city in _cities(visit)]:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    forms.put(dialog, city=code)
    return None


def _take_city(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, city=picking.city(visit, typed, _cities(visit)))


def _ask_due(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Until when is it to be done? Type a day, such as 15.12.2026; without a day (Skip) "
            "nobody is reminded."
        )
    )


def _take_due(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    day = read_date(typed.text, visit.tongue)
    if day < visit.now.astimezone(OFFICE).date():
        raise Wrong(visit.tongue.text("This date has passed; please give a later one."))
    forms.put(dialog, due=day.isoformat())


# ---- the end


def _decision(dialog: Dialog) -> Decision:
    said = dialog.data
    return Decision(
        said["text_de"],
        said["text_zh"],
        None if said["city"] == OFFICE_VALUE else said["city"],
        date.fromisoformat(said["due"]) if "due" in said else None,
    )


def _who(visit: Visit, code: str | None) -> str:
    if code is None:
        return visit.tongue.plain("the secretariat")
    return register.city(visit.session, code).name(visit.language)


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, decision = visit.tongue, _decision(dialog)
    return Screen(
        tongue.text(
            "<b>Resolution</b>\n\n<blockquote>{german}</blockquote>\n"
            "<blockquote>{chinese}</blockquote>\n{charge}",
            german=decision.text_de,
            chinese=decision.text_zh,
            charge=words.charged(_who(visit, decision.city_code), decision.due_on, tongue),
        )
    )


def _entered(visit: Visit, dialog: Dialog) -> Answer:
    conference_id, resolution_id = _subject(dialog)
    decision = _decision(dialog)
    if resolution_id is None:
        minutes.enter(visit.session, visit.who, conference_id, decision, visit.now)
    else:
        minutes.change(visit.session, visit.who, resolution_id, decision, visit.now)
    toast = visit.tongue.plain("The resolution is kept.")
    return Answer(resolutions.list_screen(visit, conference_id), toast=toast)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: resolutions.list_screen(visit, _subject(dialog)[0]))


PRESSES = {NewResolutionPress: _new, ChangeResolutionPress: _change}
REDRAWS = {
    NewResolutionPress: overview.redraw,
    ChangeResolutionPress: resolutions.redraw,
}
STEPS = (
    Step(
        "text_de",
        _ask_german,
        take=_take_text,
        title=lambda tongue: tongue.plain("German version"),
    ),
    Step(
        "text_zh",
        _ask_chinese,
        take=_take_text,
        title=lambda tongue: tongue.plain("Chinese version"),
    ),
    Step(
        "city",
        _ask_city,
        take=_take_city,
        choose=_choose_city,
        title=lambda tongue: tongue.plain("Who"),
    ),
    Step(
        "due",
        _ask_due,
        take=_take_due,
        title=lambda tongue: tongue.plain("Until when"),
        optional=True,
    ),
)
FORMS = (
    Form(
        "resolution",
        STEPS,
        finish=_entered,
        title=lambda visit, _dialog: visit.tongue.plain("Resolution"),
        summary=_summary,
        left=_left,
    ),
)
