"""Which errand somebody means who says it in their own words: «когда у вас ближайшее мероприятие?» is the afisha.

Words are compared by their dictionary forms, and those that are near each other count as one: «афишша». What leads to
an errand is declared there (``@errand(words=…)``); a phrase said word for word comes first. The index of all phrases
is made when it is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from domain.lemmas import lemmas, words_of
from domain.vocabulary.speech import FILLERS, POINTING
from handlers.turn.errands import ERRANDS, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handlers.texts.turn.free_words import Meant
    from handlers.turn.errands import Registered

ALIKE: Final = 84.0
"""From this likeness on (0 to 100) two words are one, mistyped."""
SHORTEST: Final = 5
"""Letters of a word in which a slip is forgiven."""
WORTH: Final = 0.4
"""From this score on an errand is worth a button."""
MOST_WORDS: Final = 30
"""Of what was said; more is a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """An errand that may be meant."""

    errand: Registered
    label: str
    args: str
    score: float
    """0 to 1: how much of the phrase was said, and how much of what was said it explains."""
    exact: bool
    """All of the phrase was said, and nothing else."""
    sure: bool
    """All of the phrase was said, and little else."""
    plainly: bool = False
    """It was said word for word, or in several words that carry something and none that hands something over: hardly
    an answer to anything."""

    @property
    def press(self) -> str:
        return f"{self.errand.name}:{self.args}" if self.args else self.errand.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    errand: Registered
    label: str
    args: str
    length: int


class Intents:
    """The phrases of these errands."""

    def __init__(self, errands: Iterable[Registered]) -> None:
        self._phrases: list[_Phrase] = []
        self._said: dict[str, int] = {}
        """Phrases as they stand there: said word for word they mean nothing else."""
        self._places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        """A dictionary form, and where it stands: number of the phrase, place in it."""
        owners: set[frozenset[str]] = set()
        for number, (errand, meant, phrase) in enumerate(sorted(_phrases(errands), key=_rank)):
            words = content(phrase)
            self._phrases.append(_Phrase(errand=errand, label=meant.label, args=meant.args, length=len(words)))
            self._said.setdefault(folded(phrase), number)
            if (key := frozenset(word[0] for word in words)) in owners:
                continue
            owners.add(key)
            for place, word in enumerate(words):
                for form in word:
                    self._places[form].add((number, place))
        self._forms = sorted(self._places)

    def guesses(self, text: str) -> list[Guess]:
        """Errands that may be meant, the likeliest first; each errand with the same arguments once."""
        said = content(text)
        if not said or len(said) > MOST_WORDS:
            return []
        found: dict[int, set[int]] = defaultdict(set)
        explained: dict[int, set[int]] = defaultdict(set)
        for at, word in enumerate(said):
            for phrase, place in self._found(word):
                found[phrase].add(place)
                explained[phrase].add(at)
        best: dict[tuple[str, str], Guess] = {}
        points = any(POINTING.intersection((word, *lemmas(word))) for word in words_of(text))
        if (whole := self._said.get(folded(text))) is not None:
            said_so = self._guess(self._phrases[whole], self._phrases[whole].length, 1, 1)
            return [replace(said_so, plainly=True)]
        for number, places in found.items():
            guess = self._guess(self._phrases[number], len(places), len(explained[number]), len(said))
            guess = replace(guess, plainly=guess.plainly and not points)
            key = guess.errand.name, guess.args
            if guess.score >= WORTH and (key not in best or best[key].score < guess.score):
                best[key] = guess
        return sorted(best.values(), key=lambda one: (-one.score, one.errand.order, one.errand.name, one.args))

    def _found(self, word: tuple[str, ...]) -> set[tuple[int, int]]:
        places = set().union(*(self._places.get(form, ()) for form in word))
        if places or len(word[0]) < SHORTEST:
            return places
        near = [process.extractOne(form, self._forms, scorer=fuzz.ratio, score_cutoff=ALIKE) for form in word]
        return set().union(*(self._places[one[0]] for one in near if one is not None and len(one[0]) >= SHORTEST))

    @staticmethod
    def _guess(phrase: _Phrase, matched: int, explained: int, said: int) -> Guess:
        recall, precision = matched / phrase.length, explained / said
        whole = matched == phrase.length
        return Guess(
            errand=phrase.errand,
            label=phrase.label,
            args=phrase.args,
            score=2 * recall * precision / (recall + precision),
            exact=whole and explained == said,
            plainly=whole and explained == said and phrase.length > 1,
            sure=whole and said - explained <= (phrase.length > 1),
        )


def content(text: str) -> list[tuple[str, ...]]:
    """The words that carry something, each by its dictionary forms and itself; all of them where none does."""
    words = [tuple(dict.fromkeys((*lemmas(word), word))) for word in words_of(text)]
    return [word for word in words if not FILLERS.intersection(word)] or words


@lru_cache(maxsize=1)
def intents() -> Intents:
    """Of all errands: a tenth of a second once, when somebody has typed the first words."""
    return Intents(ERRANDS)


def meant_errand(text: str) -> Guess | None:
    """What is meant beyond doubt."""
    first = next(iter(intents().guesses(text)), None)
    return first if first is not None and first.sure else None


def lacks(errands: Iterable[Registered]) -> list[str]:
    """Errands that nobody can ask for in words of their own, and phrases that mean two, a line each."""
    everything = list(errands)
    lines = [
        f"«{one.name}» ({one.run.__module__}): the words by which people ask for it (words=…)"
        for one in everything
        if one.menu is not None and not one.words
    ]
    means: dict[str, tuple[str, str]] = {}
    for one, meant, phrase in _phrases(everything):
        way = one.name, meant.args
        if (other := means.setdefault(folded(phrase), way)) != way:
            lines.append(f"«{phrase}» means two: {':'.join(other)} and {':'.join(way)}")
    return lines


def _phrases(errands: Iterable[Registered]) -> Iterator[tuple[Registered, Meant, str]]:
    return ((one, meant, phrase) for one in errands for meant in one.words for phrase in meant.phrases)


def _rank(one: tuple[Registered, Meant, str]) -> tuple[int, int, str]:
    """Of two phrases that come to the same, «события» and «наши события», the shorter is meant by other words."""
    errand, _, phrase = one
    return len(phrase.split()), errand.order, errand.name


def says_one_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether all that one of the phrases says stands in the text, in whatever form."""
    said = content(text)
    return any(all(any(set(word) & set(one) for one in said) for word in content(phrase)) for phrase in phrases if said)
