"""The accession's recurring words: answers, outcomes, and who said what when."""

from markupsafe import Markup

from alliance.accession.board import Answer
from alliance.accession.rules import Reason, Why
from handlers.accession.case import Case
from locales.tongue import Tongue
from storage.accession import Accession, AccessionState, Statement, StatementKind, Via
from storage.person import Person

EXCERPT = 500


def kind_name(tongue: Tongue, kind: StatementKind | Answer) -> str:
    """Return an answer's name as it stands in a receipt or a list."""
    match kind.value:
        case "consent":
            return tongue.plain("consent")
        case "remark":
            return tongue.plain("consent with a remark")
        case "question":
            return tongue.plain("question")
        case "objection":
            return tongue.plain("no consent")
        case "outstanding":
            return tongue.plain("no answer yet")
        case _:
            return tongue.plain("no longer asked")


def outcome_name(tongue: Tongue, accession: Accession) -> str:
    """Return how a procedure stands, in one or two words."""
    match accession.state:
        case AccessionState.ADMITTED:
            return tongue.plain("admitted")
        case AccessionState.OBSERVER:
            return tongue.plain("observer for the time being")
        case AccessionState.CLOSED:
            return tongue.plain("closed without admission")
        case _:
            return tongue.plain("running")


def outcome(tongue: Tongue, accession: Accession, candidate: str) -> Markup:
    """Return how a procedure ended, in a sentence or two; empty while it runs."""
    match accession.state:
        case AccessionState.ADMITTED:
            return tongue.text(
                "All member cities that were asked have consented in writing. {candidate} is "
                "admitted; the membership begins with the signed memorandum and the formal "
                "notification.",
                candidate=candidate,
            )
        case AccessionState.OBSERVER:
            return tongue.text(
                "All member cities that were asked have consented in writing. Since the ratio "
                "of 2 : 1 leaves no seat at present, {candidate} belongs to the alliance as an "
                "observer city for the time being.",
                candidate=candidate,
            )
        case AccessionState.CLOSED:
            return tongue.text(
                "The procedure was closed without admission. Reason: {reason}",
                reason=excerpt(accession.reason or ""),
            )
        case _:
            return Markup()


def why(tongue: Tongue, reason: Reason) -> Markup:
    """Return one reason why an accession is not accepted yet."""
    n = len(reason.cities)
    match reason.why:
        case Why.OUTSTANDING:
            return tongue.count("{n} answer is missing", "{n} answers are missing", n)
        case Why.QUESTION:
            return tongue.count("{n} city has a question", "{n} cities have a question", n)
        case Why.OBJECTION:
            return tongue.count("{n} city does not consent", "{n} cities do not consent", n)
        case Why.CONTESTED:
            return tongue.count("{n} city objects to an entry", "{n} cities object to an entry", n)
        case _:
            return tongue.text("no city is asked")


def excerpt(text: str, length: int = EXCERPT) -> str:
    """Return the beginning of a text that somebody wrote."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def given(tongue: Tongue, said: Statement, author: Person | None) -> Markup:
    """Return which answer a statement is, when it came, by whom and under which number."""
    if said.via is Via.LETTER:
        return tongue.text(
            "Answer: <b>{kind}</b>\nBy letter, entered by the secretariat\n"
            "Received: {moment}\nReceipt: <code>{receipt}</code>",
            kind=kind_name(tongue, said.kind),
            moment=tongue.moment(said.at),
            receipt=said.receipt,
        )
    return tongue.text(
        "Answer: <b>{kind}</b>\nGiven by: {person}, {function}\n"
        "Received: {moment}\nReceipt: <code>{receipt}</code>",
        kind=kind_name(tongue, said.kind),
        person=author.name if author else "–",
        function=author.function if author else "–",
        moment=tongue.moment(said.at),
        receipt=said.receipt,
    )


def heading(tongue: Tongue, case: Case) -> Markup:
    """Return the head of a city's screens after the request."""
    return tongue.text(
        "<b>Accession of {candidate}</b>\nCircular no. {number}\nStatement of {city}",
        candidate=case.matter.candidate.name(tongue.language),
        number=case.matter.number,
        city=case.city.name(tongue.language),
    )
