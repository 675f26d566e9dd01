"""The pair lock, whatever is written and confirmed in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alliance import pair
from alliance.pair import Gap, NothingWritten
from storage.circular import CircularText
from storage.language import Language
from storage.person import Person
from tests.alliance.people import NOW

LANGUAGES = st.sampled_from(Language)
WRITERS = st.builds(Person, id=st.integers(1, 3))
TITLES = st.sampled_from(["", "one", "two"])
TEXTS = st.sampled_from(["one", "two", "three"])


class Writing(RuleBasedStateMachine):
    """Two halves with a title and a text; at most one of them has to be checked."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.there: dict[Language, CircularText] = {}
        self.unchecked: Language | None = None
        self.written: dict[Language, tuple[object, int]] = {}

    def half(self, language: Language) -> CircularText:
        return self.there.get(language) or CircularText(
            general_id=1, language=language, title="", written_at=NOW, written_by=0
        )

    def expect(self, done: pair.Written[CircularText], writer: Person, before: str) -> None:
        """Note what writing something else than what stood there before has to come to."""
        language = done.half.language
        if done.changed:
            self.there[language] = done.half
            self.written[language] = self.now, writer.key
            if before and self.unchecked is not language and language.other in self.there:
                self.unchecked = language.other
        assert done.other_stale is (self.unchecked is language.other)

    @rule(language=LANGUAGES, writer=WRITERS, title=TITLES)
    def title_is_written(self, language: Language, writer: Person, title: str) -> None:
        self.now += timedelta(minutes=1)
        half = self.half(language)
        before = half.title
        done = pair.change(self.there, half, writer, self.now, title=title)
        assert (half.title, done.changed) == (title, before != title)
        self.expect(done, writer, before)

    @rule(language=LANGUAGES, writer=WRITERS, text=TEXTS)
    def text_is_written_as_a_whole(self, language: Language, writer: Person, text: str) -> None:
        self.now += timedelta(minutes=1)
        half = self.half(language)
        before = half.text
        done = pair.write(self.there, half, writer, self.now, text=text, entities=[])
        assert (half.text, done.changed) == (text, before != text)
        self.expect(done, writer, before)
        if done.changed and self.unchecked is language:
            self.unchecked = None

    @rule(language=LANGUAGES)
    def half_is_confirmed(self, language: Language) -> None:
        if language not in self.there:
            with pytest.raises(NothingWritten):
                pair.confirm(self.there, language)
            return
        assert pair.confirm(self.there, language) is (self.unchecked is language)
        if self.unchecked is language:
            self.unchecked = None

    @invariant()
    def only_the_unchecked_half_is_stale(self) -> None:
        stale = [language for language, half in self.there.items() if half.stale]
        assert stale == ([self.unchecked] if self.unchecked else [])

    @invariant()
    def sendable_are_two_whole_halves_of_which_none_is_stale(self) -> None:
        whole = {
            language: half for language, half in self.there.items() if half.title and half.text
        }
        missing = [Gap(language, "missing") for language in Language if language not in whole]
        stale = [Gap(language, "stale") for language in whole if language is self.unchecked]
        assert pair.gaps(whole) == sorted(missing + stale, key=lambda gap: gap.language)

    @invariant()
    def each_half_names_its_last_writer(self) -> None:
        said = {
            language: (half.written_at, half.written_by) for language, half in self.there.items()
        }
        assert said == self.written


TestWriting = Writing.TestCase
