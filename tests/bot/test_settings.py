"""Settings: where they come from, and all that is wrong with them at once."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def wrong(*, needs_token: bool = False) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(needs_token=needs_token)
    return caught.value.sentences


def test_defaults_need_nothing() -> None:
    settings = Settings.load()
    assert settings.address == ("127.0.0.1", 8080)
    assert settings.database_url.get_secret_value() == "sqlite:///var/stadtbote.db"
    assert (settings.rate, settings.files) == (30.0, Path("var/files"))
    assert (settings.api_url, settings.webhook_url) == ("https://api.telegram.org", None)


def test_everything_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "API_URL": "telegram",
        "DATABASE_URL": "mysql://x",
        "WEBHOOK_URL": "http://example.org/hook",
        "LISTEN": "8080",
        "RATE": "-1",
        "FILES_FILE": "missing",
    }.items():
        monkeypatch.setenv(f"STADTBOTE_{name}", value)
    assert [sentence.split()[0] for sentence in wrong(needs_token=True)] == [
        "STADTBOTE_TOKEN",
        "STADTBOTE_API_URL",
        "STADTBOTE_DATABASE_URL",
        "STADTBOTE_WEBHOOK_URL",
        "STADTBOTE_LISTEN",
        "STADTBOTE_RATE",
        "STADTBOTE_FILES",
    ]


def test_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STADTBOTE_TOKEN", "secret-but-no-token")
    assert wrong(needs_token=True) == [
        "STADTBOTE_TOKEN is no token of @BotFather's: digits, a colon, letters."
    ]


def test_values_come_from_files_env_and_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / ".env").write_text("STADTBOTE_RATE=5\nSTADTBOTE_LISTEN=[::1]:0\nSTADTBOTE_X=1\n")
    monkeypatch.setenv("STADTBOTE_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("STADTBOTE_RATE", "7")
    monkeypatch.setenv("STADTBOTE_API_URL", "")
    settings = Settings.load(needs_token=True)
    assert settings.bot_token() == TOKEN
    assert (settings.rate, settings.address) == (7.0, ("::1", 0))
    assert settings.api_url == "https://api.telegram.org"


def test_file_of_dotenv_counts(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / ".env").write_text(f"STADTBOTE_TOKEN=\nSTADTBOTE_TOKEN_FILE={tmp_path}/token\n")
    assert Settings.load(needs_token=True).bot_token() == TOKEN


def test_value_and_file_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rate").write_text("5")
    monkeypatch.setenv("STADTBOTE_RATE_FILE", str(tmp_path / "rate"))
    assert Settings.load().rate == 5.0
    monkeypatch.setenv("STADTBOTE_RATE", "5")
    assert wrong() == ["STADTBOTE_RATE stands beside STADTBOTE_RATE_FILE: keep one of them."]


def test_webhook_needs_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STADTBOTE_WEBHOOK_URL", "https://example.org/hook")
    assert wrong() == [
        "STADTBOTE_WEBHOOK_SECRET is missing: STADTBOTE_WEBHOOK_URL goes with a secret."
    ]
    monkeypatch.delenv("STADTBOTE_WEBHOOK_URL")
    monkeypatch.setenv("STADTBOTE_WEBHOOK_SECRET", "a-long-enough-secret")
    assert wrong() == [
        "STADTBOTE_WEBHOOK_SECRET goes with STADTBOTE_WEBHOOK_URL, which is missing."
    ]


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STADTBOTE_TOKEN", TOKEN)
    monkeypatch.setenv("STADTBOTE_DATABASE_URL", "postgresql+psycopg://u:geheim@localhost/x")
    settings = Settings.load()
    assert [part for part in (TOKEN, "geheim") if part in repr(settings)] == []
    assert settings.secrets() == [TOKEN, "geheim"]
