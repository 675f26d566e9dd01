"""The demo's guide: what to try next, in both languages, and how far the visitor has come."""

from typing import Any, Final

from sqlmodel import Session, select

from storage.accession import Accession, AccessionState, Statement

STEPS: Final[list[dict[str, Any]]] = [
    {
        "id": "open",
        "de": (
            "Sie sind das Sekretariat (linkes Telefon). Senden Sie /desk, dann „Neuer Antrag“:"
            " Der Entwurf des Rhein-Kreises Neuss liegt bereit. Lesen Sie ihn und drücken Sie"
            " „Stellungnahmen einholen“."
        ),
        "zh": (
            "您是秘书处（左侧手机，德文界面；可在 /me 中切换语言）。"
            "请发送 /desk，点击“Neuer Antrag”，"
            "莱茵-诺伊斯县的申请草稿已备好。查看后点击“Stellungnahmen einholen”。"
        ),
        "done": False,
    },
    {
        "id": "german",
        "de": (
            "Aachen ist um Stellungnahme gebeten: Drücken Sie „Zustimmen“, dann „Verbindlich"
            " abgeben“."
        ),
        "zh": "亚琛已收到征求意见函：在亚琛的手机上点击“Zustimmen”，再点击“Verbindlich abgeben”。",
        "done": False,
    },
    {
        "id": "chinese",
        "de": "Foshan antwortet auf Chinesisch: Drücken Sie „同意“, dann „正式提交“.",
        "zh": "佛山市用中文答复：点击“同意”，再点击“正式提交”。",
        "done": False,
    },
    {
        "id": "admitted",
        "de": (
            "Drücken Sie unter „Weitere Städte“ auf „Alle antworten lassen“. Die letzte Zustimmung"
            " nimmt den Rhein-Kreis Neuss auf; der Verfahrensstand beim Sekretariat aktualisiert"
            " sich von selbst."
        ),
        "zh": (
            "在“其他城市”中点击“请全部城市答复”。最后一份书面同意到达后，"
            "莱茵-诺伊斯县即获接纳；秘书处的办理情况自动更新。"
        ),
        "done": False,
    },
]


def reached(session: Session) -> set[str]:
    """Return the ids of the steps that the rows show as done."""
    procedure = session.exec(select(Accession)).first()
    if procedure is None or procedure.state is AccessionState.DRAFT:
        return set()
    cities = set(session.exec(select(Statement.city_code)))
    done = {"open"}
    done |= {"german"} if "aachen" in cities else set()
    done |= {"chinese"} if "foshan" in cities else set()
    done |= {"admitted"} if procedure.state is AccessionState.ADMITTED else set()
    return done
