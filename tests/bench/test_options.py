"""`make bench` takes what makes sense and refuses the rest with a sentence."""

from pathlib import Path

import pytest

from tests.bench.__main__ import arguments


def test_options_choose_what_is_measured(tmp_path: Path) -> None:
    words = ["--only", "presses", "--only", "sends", "--rounds", "5", "--to", str(tmp_path)]
    chosen = vars(arguments(words))
    assert chosen == {
        "only": ["presses", "sends"],
        "quick": False,
        "full": False,
        "rounds": 5,
        "to": tmp_path,
        "profile": False,
        "document": False,
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--only", "speed"], "argument --only: invalid choice: 'speed' (choose from "),
        (["--rounds", "0"], "argument --rounds: from 1 to 50, not 0\n"),
        (["--rounds", "many"], "argument --rounds: invalid rounds value: 'many'\n"),
        (["--quick", "--rounds", "3"], "--quick is one round: without --rounds\n"),
        (["--quick", "--full"], "argument --full: not allowed with argument --quick\n"),
        (["--profile", "--quick"], "--profile and --document go alone\n"),
        (["--document", "--full"], "--profile and --document go alone\n"),
        (["--to", "Makefile"], "--to Makefile is no folder\n"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    words: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    with pytest.raises(SystemExit) as ended:
        arguments(words)
    said = capsys.readouterr().err.partition("make bench: error: ")[2]
    assert (ended.value.code, said[: len(sentence)]) == (2, sentence)
