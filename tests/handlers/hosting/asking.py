"""A search for a host on the stage, with contacts who may offer."""

from dataclasses import dataclass
from datetime import UTC, datetime

from alliance import hosting
from storage.hosting import HostSearch
from storage.language import Language
from storage.person import Role
from tests.handlers.stage import Phone, Stage

TARGET = datetime(2027, 1, 15, 11, 0, tzinfo=UTC)


@dataclass
class Asked:
    """The stage with a search, two secretaries, and contacts in Aachen and Foshan."""

    stage: Stage
    secretary: Phone
    second: Phone
    german: Phone
    chinese: Phone
    search: HostSearch

    @property
    def key(self) -> int:
        """Return the id of the search."""
        return self.search.key

    def offer(self, phone: Phone, city: str, text: str) -> None:
        """Let somebody offer to host."""
        hosting.offer(self.stage.session, phone.person, self.key, city, text, self.stage.now)

    def offers(self) -> list[str]:
        """Return the words of the offers that stand."""
        return [one.text for one in hosting.offers(self.stage.session, self.search)]


def asked_on(stage: Stage) -> Asked:
    """Return the stage after the member cities were asked."""
    secretary = stage.person("Wei Li", role=Role.SECRETARIAT)
    second = stage.person("陈静", role=Role.SECRETARIAT, language=Language.ZH)
    german = stage.person("Ute Klein", "aachen")
    chinese = stage.person("王伟", "foshan", language=Language.ZH)
    search = hosting.ask(stage.session, secretary.person, "2027-1", TARGET, stage.now)
    return Asked(stage, secretary, second, german, chinese, search)
