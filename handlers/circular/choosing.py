"""The steps that say to whom a circular goes, and whether it is to be acknowledged (S-03)."""

from markupsafe import Markup
from sqlmodel import select

from alliance import register
from alliance.circular import audience, draft
from alliance.circular.audience import Matter
from handlers.circular import draftwords, writing
from handlers.kit import forms, picking
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit
from storage.circular import Audience, CircularCity
from storage.city import City, Standing
from storage.dialog import Dialog

BY_STANDING = (Audience.MEMBERS, Audience.CN, Audience.DE)
CITY = "c."


# ---- to whom


def _ask_audience(visit: Visit, dialog: Dialog) -> Screen:
    tongue, general = visit.tongue, writing.general_of(visit, dialog)
    text = tongue.text("<b>Circular</b>\nAudience\n\nTo whom does the circular go?")
    if general.audience is not None:
        said = tongue.text("At present: {present}", present=draftwords.meant(visit, general))
        text = Markup("{}\n\n{}").format(text, said)
    observers = tongue.label("audience", "Include observers")
    mark = "☑" if general.observers else "☐"
    every, chinese, german = (
        forms.choice(dialog, draftwords.audience_label(tongue, one), one.value)
        for one in BY_STANDING
    )
    rows = [
        (every,),
        (chinese, german),
        (forms.choice(dialog, f"{mark} {observers}", "observers"),),
        (forms.choice(dialog, tongue.label("more", "Single cities"), Audience.CITIES.value),),
    ]
    if audience.matters(visit.session):
        open_ = tongue.label("more", "Not yet answered")
        rows.append((forms.choice(dialog, open_, Audience.OPEN.value),))
    if general.audience is not None:
        rows.append(writing.keep_row(visit, dialog))
    return Screen(text, tuple(rows))


def _choose_audience(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    general = writing.general_of(visit, dialog)
    if chosen == "observers":
        wanted = not general.observers
        draft.set_observers(visit.session, visit.who, general.key, wanted, visit.now)
        return _ask_audience(visit, dialog)
    forms.put(dialog, audience=None, cities=None, page=None)
    if chosen == "keep" and general.audience is not None:
        return None
    if chosen in BY_STANDING:
        wanted_by = Audience(chosen)
        draft.set_audience(visit.session, visit.who, general.key, wanted_by, visit.now)
        return None
    if chosen not in (Audience.CITIES, Audience.OPEN):
        return _ask_audience(visit, dialog)
    there = select(CircularCity.city_code).where(CircularCity.general_id == general.key)
    forms.put(dialog, audience=chosen, cities=sorted(visit.session.exec(there)))
    return None


# ---- single cities


def _cities(visit: Visit) -> list[City]:
    """Return the cities that may be chosen: members and observers, by the reader's names."""
    seats = (Standing.MEMBER, Standing.OBSERVER)
    found = [city for city in register.all_cities(visit.session) if city.standing in seats]
    return sorted(found, key=lambda city: (city.side, city.name(visit.language)))


def _options(visit: Visit, dialog: Dialog) -> list[picking.Option]:
    chosen = dialog.data.get("cities", [])
    return [
        (f"{'☑' if city.code in chosen else '☐'} {city.name(visit.language)}", CITY + city.code)
        for city in _cities(visit)
    ]


def _ask_cities(visit: Visit, dialog: Dialog) -> Screen:
    tongue, chosen = visit.tongue, dialog.data.get("cities", [])
    text = tongue.text(
        "<b>Circular</b>\nSingle cities\n\nWhich cities get the circular? Press their names, or "
        "type them one by one, and finish with Done."
    )
    rows = picking.rows(tongue, dialog, _options(visit, dialog), dialog.data.get("page", 0))
    if not chosen:
        return Screen(text, rows)
    names = [city.name(visit.language) for city in _cities(visit) if city.code in chosen]
    said = tongue.text("Chosen: {cities}", cities=tongue.listed(names))
    done = forms.choice(dialog, tongue.label("form", "Done"), "done", Style.PRIMARY)
    return Screen(Markup("{}\n\n{}").format(text, said), (*rows, (done,)))


def _choose_cities(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    cities = dialog.data.get("cities", [])
    if chosen == "done" and cities:
        key = writing.general_of(visit, dialog).key
        draft.set_audience(
            visit.session, visit.who, key, Audience.CITIES, visit.now, cities=cities
        )
        return None
    if not picking.turn(dialog, chosen) and chosen in [
        value for _, value in _options(visit, dialog)
    ]:
        _turn(dialog, chosen.removeprefix(CITY))
    return _ask_cities(visit, dialog)


def _take_cities(visit: Visit, dialog: Dialog, typed: Typed) -> Screen:
    _turn(dialog, picking.city(visit, typed, _cities(visit)))
    return _ask_cities(visit, dialog)


def _turn(dialog: Dialog, code: str) -> None:
    """Choose a city, or take it out again."""
    cities = set(dialog.data.get("cities", [])) ^ {code}
    forms.put(dialog, cities=sorted(cities))


# ---- who has not answered or acknowledged something


def _matter_label(visit: Visit, matter: Matter) -> str:
    tongue = visit.tongue
    if matter.candidate is not None:
        name = matter.candidate.name(visit.language)
        said = tongue.plain("Accession of {city}", city=name)
    else:
        said = draftwords.titled(tongue, matter.titles)
    return f"({matter.outstanding}) {said}"


def _ask_about(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    options = [(_matter_label(visit, one), _value(one)) for one in audience.matters(visit.session)]
    rows: tuple[tuple[Button, ...], ...] = picking.rows(
        tongue, dialog, options, dialog.data.get("page", 0)
    )
    text = tongue.text(
        "<b>Circular</b>\nNot yet answered\n\nThe circular goes to the cities that have not yet "
        "answered or acknowledged, as they are when it is sent. What is it about? The number of "
        "those cities stands in front."
    )
    return Screen(text, rows)


def _choose_about(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    picking.turn(dialog, chosen)
    for matter in audience.matters(visit.session):
        if chosen == _value(matter):
            key = writing.general_of(visit, dialog).key
            draft.set_audience(
                visit.session, visit.who, key, Audience.OPEN, visit.now, about=matter.about
            )
            return None
    return _ask_about(visit, dialog)


def _value(matter: Matter) -> str:
    """Return a matter's name as a button may carry it, without a colon."""
    return matter.about.replace(":", ".")


# ---- acknowledgement


def _ask_acknowledge(visit: Visit, dialog: Dialog) -> Screen:
    tongue, general = visit.tongue, writing.general_of(visit, dialog)
    text = tongue.text(
        "<b>Circular</b>\nAcknowledgement\n\nShall each city confirm with a button that it has "
        "taken note? Skip means: not wanted."
    )
    wanted = forms.choice(dialog, tongue.label("acknowledgement", "Wanted"), "wanted")
    not_wanted = forms.choice(dialog, tongue.label("acknowledgement", "Not wanted"), "not")
    skip = forms.choice(dialog, tongue.label("form", "Skip"), "skip")
    if general.acknowledge is None:
        return Screen(text, ((wanted, not_wanted), (skip,)))
    said = tongue.text(
        "At present: {present}",
        present=draftwords.acknowledgement(tongue, general),
    )
    keep = writing.keep_row(visit, dialog)
    return Screen(Markup("{}\n\n{}").format(text, said), ((wanted, not_wanted), keep))


def _choose_acknowledge(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen == "keep":
        return None
    if chosen not in ("wanted", "not", "skip"):
        return _ask_acknowledge(visit, dialog)
    key = writing.general_of(visit, dialog).key
    draft.set_acknowledge(visit.session, visit.who, key, chosen == "wanted", visit.now)
    return None


# ---- the forms


def _free(visit: Visit, dialog: Dialog) -> bool:
    """Return whether the audience is to be chosen; a correction's is what it is."""
    return writing.general_of(visit, dialog).corrects_id is None


def _chose(wanted: Audience, dialog: Dialog) -> bool:
    return bool(dialog.data.get("audience") == wanted.value)


AUDIENCE = Step("audience", _ask_audience, choose=_choose_audience, when=_free)
CITIES = Step(
    "cities",
    _ask_cities,
    _take_cities,
    _choose_cities,
    when=lambda _visit, dialog: _chose(Audience.CITIES, dialog),
)
ABOUT = Step(
    "about",
    _ask_about,
    choose=_choose_about,
    when=lambda _visit, dialog: _chose(Audience.OPEN, dialog),
)
ACKNOWLEDGE = Step("acknowledge", _ask_acknowledge, choose=_choose_acknowledge)


def _form(name: str, *steps: Step) -> Form:
    return Form(name, steps, writing.finish, writing.title, left=writing.left, saves=True)


FORMS = (
    _form("circular", *writing.STEPS, AUDIENCE, CITIES, ABOUT, ACKNOWLEDGE),
    _form("circular-title", writing.title_step("title")),
    _form("circular-text", writing.text_step("text")),
    _form("circular-files", writing.FILES),
    _form("circular-audience", AUDIENCE, CITIES, ABOUT),
    _form("circular-acknowledge", ACKNOWLEDGE),
)
