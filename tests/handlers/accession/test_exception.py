"""The exception to 2 : 1 by chat: offered where it applies, told with its reason, confirmed."""

import pytest

from handlers.accession.presses import (
    ConfirmExceptionPress,
    ExceptionPress,
    ProposeExceptionPress,
)
from storage.accession import AccessionState
from storage.city import City, Side, Standing
from storage.person import Role
from tests.handlers.accession.asked import Asked, asked_on
from tests.handlers.stage import Phone, Stage

DE, ZH = "Ausnahme von 2 : 1", "比例例外"
REASON = "Neuss trägt das Büro <2027>"
NARROW = "\u202f"


def fill_up(stage: Stage, number: int = 2) -> None:
    """Let more Chinese members leave a Chinese candidate no seat."""
    for count in range(number):
        stage.session.add(
            City(
                code=f"cn{count:02}",
                side=Side.CN,
                name_de=f"Stadt {count:02} {'x' * 30}",
                name_zh=f"城市{count:02}",
                zone="Asia/Shanghai",
                standing=Standing.MEMBER,
            )
        )
    stage.session.flush()


@pytest.fixture
def full(stage: Stage) -> Asked:
    """Return the stage after a Chinese candidate's circular; its seat would make 5 : 2."""
    asked = asked_on(stage, Side.CN)
    fill_up(stage)
    return asked


def propose(asked: Asked) -> Phone:
    """Let the first secretary propose the exception from the board."""
    phone = asked.board()
    phone.press(DE)
    phone.type(REASON)
    phone.press("Bestätigen")
    return phone


def block(phone: Phone, start: str) -> str:
    """Return the one paragraph of a screen that begins so."""
    [found] = [one for one in phone.text.split("\n\n") if one.startswith(start)]
    return found


def to_confirm(asked: Asked) -> Phone:
    """Return the other secretary's phone with the notice on it."""
    [(phone, screen)] = asked.stage.notices("exception-to-confirm")
    assert screen is not None
    assert phone is asked.second
    return phone


def test_proposing_asks_for_the_reason_and_a_confirmation(full: Asked) -> None:
    phone = full.board()
    assert phone.labels == [
        ["Erinnern"],
        ["Schreiben erfassen"],
        [DE],
        ["Antrag lesen"],
        ["Ohne Aufnahme beenden"],
        ["Zurück", "Menü"],
    ]
    phone.press(DE)
    assert phone.text == (
        "Das Verhältnis der chinesischen zu den deutschen Mitgliedsstädten soll 2 : 1 "
        "grundsätzlich nicht überschreiten. Aus welchem Grund erhält Rhein-Kreis Neuss dennoch "
        "einen Mitgliedssitz? Den Grund lesen alle, die den Verfahrensstand sehen; "
        "höchstens 500 Zeichen."
    )
    phone.type("x" * 501)
    assert phone.text.splitlines()[0] == "Das ist zu lang: Höchstens 500 Zeichen sind möglich."
    phone.type(REASON)
    assert full.stage.notices("exception-to-confirm") == []
    given = phone.press("Bestätigen")
    assert given.toast == (
        "Vorgeschlagen; die übrigen Personen des Sekretariats erhalten die Bitte um Bestätigung."
    )
    assert phone.text == (
        "Ausnahme vom Verhältnis 2 : 1\nBeitritt der Bewerberstadt Rhein-Kreis Neuss\n"
        "Rundschreiben Nr. ISA-RS 2026/01\n"
        "Vorgeschlagen von Chen Jing am 24.11.2026, 14:05 Uhr\n\n"
        "Grund:\nNeuss trägt das Büro &lt;2027&gt;\n\n"
        f"Verhältnis bei Aufnahme jetzt: 5{NARROW}:{NARROW}2, kein Sitz ist frei "
        "(Beobachterstadt)\n\n"
        "Bevor die Ausnahme gilt, muss eine andere Person des Sekretariats sie bestätigen."
    )
    assert phone.labels == [["Vorschlag zurückziehen"], ["Zum Verfahrensstand"], ["Menü"]]


def test_the_other_secretary_confirms_and_the_last_consent_admits(full: Asked) -> None:
    propose(full)
    other = to_confirm(full)
    assert other.text == (
        "有一项比例例外提议，待您确认。\n\n"
        "2:1比例例外\n事由：申请城市莱茵-诺伊斯县加入联盟\n文号：中德工盟函〔2026〕1号\n"
        "提议人：Chen Jing，2026年11月24日21:05\n\n"
        "理由：\nNeuss trägt das Büro &lt;2027&gt;\n\n"
        "如现在接纳，中德比例为5:2，暂无成员席位（观察员城市）\n\n"
        "点击“确认”后，待全体成员城市书面同意，即使按比例无空余席位，申请城市仍成为成员城市。"
        "全体成员城市的书面同意仍为必要条件。"
    )
    assert other.labels == [["确认", "不予通过"], ["办理情况"], ["主菜单"]]
    assert other.press("确认").toast == "该例外已确认。"
    assert other.labels == [["办理情况"], ["主菜单"]]
    other.press("办理情况")
    assert block(other, "2:1比例例外") == (
        "2:1比例例外：已由Chen Jing和He Ming确认。理由：“Neuss trägt das Büro &lt;2027&gt;”"
    )
    assert block(other, "如现在接纳").splitlines()[0] == (
        "如现在接纳，中德比例为5:2，依例外给予成员席位"
    )
    for city in full.holders:
        full.consent(city)
    assert full.accession.state is AccessionState.ADMITTED
    told = {phone.text.splitlines()[0] for phone, _ in full.stage.notices("accession-ended")}
    assert told == {
        "Rhein-Kreis Neuss ist aufgenommen",
        "莱茵-诺伊斯县已获接纳",
    }
    assert full.board().labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_the_board_says_who_proposed_it_to_all_who_follow(full: Asked) -> None:
    propose(full)
    office = full.stage.person("Ute Amt", role=Role.CONTACT_OFFICE)
    office.press_data(f"ab:{full.accession_id}")
    for phone in (office, full.board()):
        assert block(phone, "Ausnahme") == (
            "Ausnahme von 2 : 1: vorgeschlagen von Chen Jing, wartet auf eine zweite Person des "
            "Sekretariats. Grund: „Neuss trägt das Büro &lt;2027&gt;“"
        )
    assert office.labels == [["Erinnern"], ["Antrag lesen"], ["Zurück", "Menü"]]
    full.secretary.press(DE)
    assert full.secretary.labels[0] == ["Vorschlag zurückziehen"]


def test_who_proposed_it_does_not_confirm_it(full: Asked) -> None:
    phone = propose(full)
    press = to_confirm(full).button("确认").press
    assert isinstance(press, ConfirmExceptionPress)
    given = phone.press_data(press.pack())
    assert given.toast == (
        "Sie haben dies selbst eingegeben; bestätigen muss es eine andere Person des Sekretariats."
    )
    assert phone.labels[0] == ["Vorschlag zurückziehen"]


def test_a_refused_exception_does_not_count_and_may_be_proposed_again(full: Asked) -> None:
    propose(full)
    other = to_confirm(full)
    confirm = other.button("确认").press
    assert confirm is not None
    assert other.press("不予通过").toast == "该例外不生效。"
    assert other.text.split("\n\n")[-1] == (
        "He Ming已于2026年11月24日21:05不予通过或撤回，该例外不生效。"
    )
    assert other.press_data(confirm.pack()).toast == "该例外已不予通过或已撤回。"
    assert full.stage.notices("exception-to-confirm")[0][1] is None
    propose(full)
    full.secretary.press("Vorschlag zurückziehen")
    assert full.secretary.text.split("\n\n")[-1] == (
        "Abgelehnt oder zurückgezogen von Chen Jing am 24.11.2026, 14:05 Uhr; "
        "die Ausnahme gilt nicht."
    )


def test_it_is_not_offered_while_a_seat_is_free(stage: Stage) -> None:
    asked = asked_on(stage, Side.CN)
    phone = asked.board()
    assert DE not in [label for row in phone.labels for label in row]
    given = phone.press_data(ProposeExceptionPress(asked.accession_id).pack())
    assert given.toast == "Derzeit ist ein Mitgliedssitz frei; eine Ausnahme ist nicht nötig."
    assert phone.labels[0] == ["Erinnern"]


def test_it_is_not_offered_for_a_german_candidate(stage: Stage) -> None:
    fill_up(stage)
    phone = asked_on(stage).board()
    assert DE not in [label for row in phone.labels for label in row]


def test_only_the_secretariat_sees_and_proposes_it(full: Asked) -> None:
    propose(full)
    office = full.stage.person("Ute Amt", role=Role.CONTACT_OFFICE)
    for data in (
        ProposeExceptionPress(full.accession_id).pack(),
        ExceptionPress(1).pack(),
        ConfirmExceptionPress(1).pack(),
    ):
        assert office.press_data(data).toast == (
            "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
        )


def test_a_second_proposal_is_told_of_the_first(full: Asked) -> None:
    phone = full.second
    phone.press_data(f"ab:{full.accession_id}")
    press = phone.button(ZH).press
    assert press is not None
    propose(full)
    assert phone.press_data(press.pack()).toast == "已有人为该申请城市提议例外。"
    phone.press(ZH)
    assert phone.labels[0] == ["确认", "不予通过"]


def test_a_notice_after_the_end_is_dropped(full: Asked) -> None:
    propose(full)
    press = to_confirm(full).button("确认").press
    assert press is not None
    for city in full.holders:
        full.consent(city)
    assert full.accession.state is AccessionState.OBSERVER
    assert full.stage.notices("exception-to-confirm")[0][1] is None
    assert full.second.press_data(press.pack()).alert
    assert full.second.text.split("\n\n")[-1] == "该例外确认前，本次征求意见已经结束。"


def test_the_longest_reason_fits_on_a_full_board(stage: Stage) -> None:
    fill_up(stage, 40)
    phone = asked_on(stage, Side.CN).board()
    phone.press(DE)
    phone.type("<" * 500)
    phone.press("Bestätigen")
    phone.press("Zum Verfahrensstand")
    assert phone.labels[0] == ["Nächste Seite"]
    text = phone.text.replace("&lt;", "<")
    assert "<" * 500 in text
    assert len(text) <= 4096
