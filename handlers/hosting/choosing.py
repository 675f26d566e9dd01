"""The secretariat's forms that choose a host, or end a search without one (S-03)."""

from markupsafe import Markup

from alliance import hosting, register, rights
from alliance.hosting.acts import TEXT_LIMIT
from alliance.hosting.refusals import NotSearching
from handlers.hosting import searches, words
from handlers.hosting.presses import ChoosePress, ClosePress
from handlers.kit import forms, picking
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.dialog import Dialog
from storage.hosting import HostSearch, HostSearchState

CITY, CLOSE = "c.", "close"

# ---- choosing


def _open(visit: Visit, search_id: int, form: str) -> Answer:
    rights.require_secretary(visit.who)
    search = hosting.get(visit.session, search_id)
    if search.state is not HostSearchState.OPEN:
        raise NotSearching(search.state, search.chosen_code)
    return forms.open(visit, form, str(search_id))


def _choose(visit: Visit, press: ChoosePress) -> Answer:
    return _open(visit, press.search, "host-choice")


def _search(visit: Visit, dialog: Dialog) -> HostSearch:
    return hosting.get(visit.session, int(dialog.subject))


def _ask_city(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    offers = hosting.offers(visit.session, _search(visit, dialog))
    options = [
        (register.city(visit.session, one.city_code).name(visit.language), CITY + one.city_code)
        for one in offers
    ]
    text = tongue.text(
        "Which city hosts the conference? Choose one that has offered, or type the name of "
        "another member city."
    )
    if not offers:
        text = tongue.text(
            "Which city hosts the conference? None has offered; type the name of a member city."
        )
    return Screen(text, picking.rows(tongue, dialog, options, dialog.data.get("page", 0)))


def _choose_city(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if picking.turn(dialog, chosen):
        return _ask_city(visit, dialog)
    code = chosen.removeprefix(CITY)
    if code not in [city.code for city in register.members(visit.session)]:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    forms.put(dialog, city=code)
    return None


def _take_city(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    code = picking.called(typed.text, register.members(visit.session))
    if code is None:
        raise Wrong(
            visit.tongue.text(
                "No member city, or more than one, is called so; please write the full name."
            )
        )
    forms.put(dialog, city=code)


def _ask_reason(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Is there a reason to be given? Everybody who is told reads it as you write it; at "
            "most {limit} characters. Otherwise go on with Skip.",
            limit=TEXT_LIMIT,
        )
    )


def _take_reason(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, reason=cleaned(visit, "reason", typed.text, TEXT_LIMIT))


def _choice(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    text = tongue.text(
        "<b>{city}</b> is to host the conference in the {period}. All member cities are told.",
        city=register.city(visit.session, dialog.data["city"]).name(visit.language),
        period=words.period(tongue, _search(visit, dialog).period),
    )
    return Screen(Markup("\n\n").join([text, *_quoted(dialog)]))


def _quoted(dialog: Dialog) -> list[Markup]:
    reason = dialog.data.get("reason")
    return [Markup("<blockquote>{}</blockquote>").format(reason)] if reason else []


def _chosen(visit: Visit, dialog: Dialog) -> Answer:
    search_id, said = int(dialog.subject), dialog.data
    hosting.choose(
        visit.session, visit.who, search_id, said["city"], said.get("reason"), visit.now
    )
    toast = visit.tongue.plain("The host city is chosen; everybody is told.")
    return Answer(searches.shown(visit, search_id), toast=toast)


# ---- ending without a host


def _close(visit: Visit, press: ClosePress) -> Answer:
    return _open(visit, press.search, "host-close")


def _ask_sure(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    text = tongue.text(
        "The search for the {period} ends without a host city; the cities that offered are told. "
        "End it?",
        period=words.period(tongue, _search(visit, dialog).period),
    )
    label = tongue.label("more", "End without a host")
    row = (forms.choice(dialog, label, CLOSE, Style.DANGER),)
    return Screen(Markup("\n\n").join([text, *_quoted(dialog)]), (row,))


def _choose_sure(visit: Visit, _dialog: Dialog, chosen: str) -> None:
    if chosen != CLOSE:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))


def _closed(visit: Visit, dialog: Dialog) -> Answer:
    search_id = int(dialog.subject)
    hosting.close(visit.session, visit.who, search_id, dialog.data.get("reason"), visit.now)
    toast = visit.tongue.plain("The search has ended.")
    return Answer(searches.shown(visit, search_id), toast=toast)


# ---- the forms


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: searches.shown(visit, int(dialog.subject)))


def _title(visit: Visit, dialog: Dialog) -> str:
    period = words.period(visit.tongue, _search(visit, dialog).period)
    return visit.tongue.plain("Host city, {period}", period=period)


REASON = Step(
    "reason",
    _ask_reason,
    take=_take_reason,
    title=lambda tongue: tongue.plain("Reason"),
    optional=True,
)
PRESSES = {ChoosePress: _choose, ClosePress: _close}
REDRAWS = {ChoosePress: searches.redraw, ClosePress: searches.redraw}
FORMS = (
    Form(
        "host-choice",
        (
            Step(
                "city",
                _ask_city,
                take=_take_city,
                choose=_choose_city,
                title=lambda tongue: tongue.plain("Host city"),
            ),
            REASON,
        ),
        finish=_chosen,
        title=_title,
        summary=_choice,
        left=_left,
    ),
    Form(
        "host-close",
        (REASON, Step("sure", _ask_sure, choose=_choose_sure, stops=True)),
        finish=_closed,
        title=_title,
        left=_left,
    ),
)
