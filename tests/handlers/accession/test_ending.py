"""How everybody is told that a procedure ended."""

from sqlmodel import select

from storage.accession import AccessionState
from storage.city import City, Side, Standing
from storage.language import Language
from tests.handlers.accession.asked import Asked, asked_on
from tests.handlers.stage import Stage

EVERYBODY = ["Chen Jing", "He Ming", "Eva Klein", "Uwe Groß", "Li Na", "Wang Wei", "Anna Weiß"]


def all_consent(asked: Asked) -> None:
    """Let all four cities consent."""
    for city in asked.holders:
        asked.consent(city)


def observer_waits(stage: Stage) -> None:
    """Let a Chinese observer wait for a seat, and Chinese members fill what the ratio allows."""
    session = stage.session
    for number in range(2):
        code = f"cn{number}"
        session.add(
            City(
                code=code,
                side=Side.CN,
                name_de=f"Stadt {number}",
                name_zh=f"城市{number}",
                zone="Asia/Shanghai",
                standing=Standing.ACCEPTED,
            )
        )
    session.flush()


def test_the_last_consent_tells_everybody_in_their_language(asked: Asked) -> None:
    all_consent(asked)
    assert asked.accession.state is AccessionState.ADMITTED
    told = asked.stage.notices("accession-ended")
    assert [to.person.name for to, _ in told] == EVERYBODY
    assert asked.holders["koeln"].text == (
        "Rhein-Kreis Neuss ist aufgenommen\nRundschreiben Nr. ISA-RS 2026/01\n\nAlle befragten "
        "Mitgliedsstädte haben schriftlich zugestimmt. Rhein-Kreis Neuss ist aufgenommen; die "
        "Mitgliedschaft beginnt mit dem unterzeichneten Memorandum und der förmlichen "
        "Mitteilung.\n\nVerhältnis der chinesischen zu den deutschen Sitzen: 2\u202f:\u202f3"
    )
    assert asked.holders["foshan"].text == (
        "莱茵-诺伊斯县已获接纳\n中德工盟函〔2026〕1号\n\n本次征求意见的成员城市均已书面同意。"
        "莱茵-诺伊斯县已获接纳；自签署谅解备忘录并收到正式通知之日起，成为成员城市。\n\n"
        "中方与德方席位之比：2:3"
    )


def test_a_chinese_candidate_without_a_seat_becomes_observer(stage: Stage) -> None:
    observer_waits(stage)
    asked = asked_on(stage, Side.CN)
    board = asked.board()
    assert board.text.split("\n\n")[2].splitlines()[0] == (
        "Verhältnis bei Aufnahme jetzt: 5\u202f:\u202f2, kein Sitz ist frei (Beobachterstadt)"
    )
    all_consent(asked)
    stage.notices("accession-ended")
    assert asked.accession.state is AccessionState.OBSERVER
    assert asked.holders["koeln"].text.splitlines()[0] == (
        "Rhein-Kreis Neuss wird Beobachterstadt"
    )


def test_secretaries_read_which_observers_could_be_seated(stage: Stage) -> None:
    observer_waits(stage)
    waiting = stage.session.exec(select(City).where(City.code == "cn0")).one()
    waiting.standing = Standing.OBSERVER
    waiting.waiting_since = stage.now
    asked = asked_on(stage)
    all_consent(asked)
    stage.notices("accession-ended")
    sentence = "Für wartende Beobachterstädte ist nun ein Sitz frei: Stadt 0."
    assert asked.secretary.text.split("\n\n")[-1] == sentence
    assert sentence not in asked.holders["koeln"].text


def test_closing_tells_everybody_the_reason(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Ohne Aufnahme beenden")
    phone.type("Antrag <zurückgezogen>")
    phone.press("Ohne Aufnahme beenden")
    assert len(asked.stage.notices("accession-ended")) == len(EVERYBODY)
    assert asked.holders["koeln"].text == (
        "Beitritt der Bewerberstadt Rhein-Kreis Neuss: ohne Aufnahme beendet\n"
        "Rundschreiben Nr. ISA-RS 2026/01\n\nDas Verfahren wurde ohne Aufnahme beendet. "
        "Begründung: Antrag &lt;zurückgezogen&gt;"
    )


def test_an_answer_after_the_end_is_refused_kindly(asked: Asked) -> None:
    phone = asked.show("koeln")
    phone.press("Zustimmen")
    press = phone.button("Verbindlich abgeben").press
    assert press is not None
    asked.secretary.press_data(f"ab.x:{asked.accession_id}")
    asked.secretary.type("Zurückgezogen.")
    asked.secretary.press("Ohne Aufnahme beenden")
    given = phone.press_data(press.pack())
    assert asked.statements == []
    assert given.toast == "Dieses Verfahren ist nicht offen; es wurde nichts geändert."
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_requests_that_wait_when_it_ended_are_dropped(asked: Asked) -> None:
    all_consent(asked)
    assert [screen for _, screen in asked.stage.notices("statement-request")] == [None] * 4


def test_the_application_going_out_is_told_to_onlookers(asked: Asked) -> None:
    [(phone, _)] = asked.stage.notices("accession-opened")
    assert phone.person.language is Language.ZH
    assert phone.text == (
        "申请城市莱茵-诺伊斯县加入联盟\n中德工盟函〔2026〕1号\n\n已向4个成员城市发函征求意见，"
        "期望答复日期为2026年12月22日19:00（北京时间；德国时间12:00）。"
    )
