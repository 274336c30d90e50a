"""Whether two settlements are namesakes (Положение §1.5; row 5).

Strict (the default): the same name after folding case, ё/е, hyphens and spaces, quotes, Latin look-alikes and the
type of settlement. Ordinals and numbers stay significant: «1-я Ивановка» is not «Ивановка»; «1-я», «1я» and «1-ая»
are one spelling, «Первая» is another word. Lenient (a setting of the alliance) also looks past ordinals and numbers,
past Новая/Старая/Большая/Малая/Верхняя/Нижняя/Средняя (as a word or as the first half of one: «Новоивановка») and
past the gender or number of the ending: Никольское ~ Никольская, Ивановка ~ Ивановки. It does not look past another
root or suffix: Иваново is never Ивановка.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.spelling import split_type, words
from domain.vocabulary import settlements

_SHORTEST_ROOT: Final = 5


class Match(StrEnum):
    """How alike two names are."""

    SAME = "same"
    SAME_LENIENT = "same_lenient"
    DIFFERENT = "different"


class Reason(StrEnum):
    """Why the verdict is what it is; each has a sentence in the texts."""

    SAME_SPELLING = "same_spelling"
    SAME_AFTER_FOLDING = "same_after_folding"
    TYPE_DIFFERS = "type_differs"
    """The same name, another type of settlement (село and хутор): namesakes all the same."""
    NUMBER_DIFFERS = "number_differs"
    QUALIFIER_DIFFERS = "qualifier_differs"
    ENDING_DIFFERS = "ending_differs"
    OTHER_NAME = "other_name"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Answer to «is this settlement a namesake», with its reason; `allowed` means it may join without an override."""

    match: Match
    reason: Reason
    allowed: bool


def _is_number(word: str) -> bool:
    return word[0].isdigit() or (word in settlements.QUALIFIERS and word.startswith(settlements.ORDINAL_WORDS))


def _without_qualifiers(name: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(word for word in name if word not in settlements.QUALIFIERS) or name
    for joined in settlements.JOINED_QUALIFIERS:
        if kept[0].startswith(joined) and len(kept[0]) >= len(joined) + _SHORTEST_ROOT:
            return (kept[0].removeprefix(joined), *kept[1:])
    return kept


def _stem(word: str) -> str:
    for endings in (settlements.LENIENT_ADJECTIVE_ENDINGS, settlements.LENIENT_NOUN_ENDINGS):
        for ending in endings:
            if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_ROOT - 1:
                return word.removesuffix(ending)
    return word


def _leniently(one: tuple[str, ...], other: tuple[str, ...]) -> Reason:
    """What stands between two names that are not the same: a number, a qualifier, an ending, or all of it."""

    def numberless(name: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in name if not _is_number(word)) or name

    one, other = numberless(one), numberless(other)
    if "".join(one) == "".join(other):
        return Reason.NUMBER_DIFFERS
    one, other = _without_qualifiers(one), _without_qualifiers(other)
    if "".join(one) == "".join(other):
        return Reason.QUALIFIER_DIFFERS
    if tuple(map(_stem, one)) == tuple(map(_stem, other)):
        return Reason.ENDING_DIFFERS
    return Reason.OTHER_NAME


def judge(alliance_name: str, settlement_name: str, *, lenient: bool = False) -> Verdict:
    """Whether a library of this settlement may join the alliance of that name, and why (Положение §1.5; row 5)."""
    one, other = words(alliance_name), words(settlement_name)
    if not one or not other:
        return Verdict(match=Match.DIFFERENT, reason=Reason.EMPTY, allowed=False)
    if "".join(one) == "".join(other):
        kinds = split_type(alliance_name)[0], split_type(settlement_name)[0]
        if alliance_name == settlement_name:
            reason = Reason.SAME_SPELLING
        elif all(kinds) and kinds[0] != kinds[1]:
            reason = Reason.TYPE_DIFFERS
        else:
            reason = Reason.SAME_AFTER_FOLDING
        return Verdict(match=Match.SAME, reason=reason, allowed=True)
    reason = _leniently(one, other)
    near = lenient and reason is not Reason.OTHER_NAME
    return Verdict(match=Match.SAME_LENIENT if near else Match.DIFFERENT, reason=reason, allowed=near)
