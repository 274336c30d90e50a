"""The registry of settlements in talks: what it knows is offered, so that a librarian types less (row 5).

A talk asks the registry only if one was loaded when it began: ``given["registry"]``. So the journals of talks from
before go on as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.libraries.registry import Place, district_key, matching
from handlers.texts.alliances import settlement as texts
from handlers.texts.language import zone_city
from handlers.texts.places import place
from handlers.turn.context import Context
from talk.fields import Choice, Option
from talk.play import Talk

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 40
"""Settlements of one name in one region that are offered; no region has as many."""
_NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """How many settlements of a name there are, and which of them are in one region."""

    places: int
    regions: int
    here: tuple[Place, ...]


async def asks_registry(context: Context) -> int | None:
    """What a talk is given under ``registry``."""
    return 1 if await context.books.places.any() else None


async def known_namesakes(context: Context, name: str, region: str) -> Namesakes:
    """A look."""
    every = await context.books.places.called(name)
    here = matching(every, region=region)
    return Namesakes(places=len(every), regions=len({one.region for one in every}), here=here[:MOST])


async def ask_the_place(
    talk: Talk, context: Context, name: str, kind: str | None, region: str, *, district: str = ""
) -> Place | None:
    """The settlement of the registry that the person means; part of a script.

    With the ``district`` that they have told there may be just one: then nothing is asked.
    """
    found = await talk.look("in-registry", known_namesakes, context, name, region)
    here = [one for one in found.here if kind is None or one.type == kind] or list(found.here)
    if district:
        here = [one for one in here if district_key(one.district) == district_key(district)]
        if len(here) == 1:
            return here[0]
    if not here:
        await talk.say(texts.not_there(name, region))
        return None
    if len(here) == 1:
        (only,) = here
        zone = zone_city(only.zone) if only.zone else None
        answers = [Option(value=_key(only), label=texts.YES), Option(value=_NONE, label=texts.NO)]
        whole = place(only.type, only.name, only.district, only.region)
        asked = await talk.ask(
            "which-place", texts.is_this_yours(whole, zone), Choice(answers), label=texts.LABEL_PLACE
        )
    else:
        answers = [Option(value=_key(one), label=label) for one, label in zip(here, labels_of(here), strict=True)]
        answers.append(Option(value=_NONE, label=texts.NONE_OF_THESE))
        asked = await talk.ask("which-of-places", texts.SEVERAL, Choice(answers), label=texts.LABEL_PLACE)
    if asked == _NONE:
        await talk.say(texts.OTHERWISE)
    return next((one for one in here if _key(one) == asked), None)


def labels_of(places: Sequence[Place]) -> list[str]:
    """«хутор, Азовский район»: what tells namesakes of one region apart; the code where nothing else does."""
    plain = [", ".join(part for part in (one.type, one.district) if part) or one.name for one in places]
    return [
        label if plain.count(label) == 1 else f"{label} ({one.code})" for one, label in zip(places, plain, strict=True)
    ]


def _key(place: Place) -> str:
    return f"{place.source}:{place.code}"
