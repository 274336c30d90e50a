"""Correcting the chronicle: what was told stays, and beside it stands what is right (row 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from domain.rights import Action
from handlers.chronicle.actions import Better, correct, thing_of
from handlers.chronicle.photos import ask_photos
from handlers.chronicle.post import shown_pictures
from handlers.chronicle.write import LONGEST_STORY, LONGEST_TITLE, MOST_PEOPLE, after_writing
from handlers.texts.chronicle import reading
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.chronicle.chronicle import ChronicleEntry
from talk.fields import Line, Many, Number, Option, Text
from talk.play import Talk
from talk.prompt import Button
from talk.script import script

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_CORRECTION: Final = 300
Part = Literal["words", "visitors", "readers", "photos", "title"]
PARTS: Final[Sequence[Option[Part]]] = (
    Option(value="words", label=texts.WORDS_LABEL),
    Option(value="visitors", label=texts.VISITORS_LABEL),
    Option(value="readers", label=texts.READERS_LABEL),
    Option(value="photos", label=texts.PHOTOS_LABEL),
    Option(value="title", label=texts.TITLE_LABEL),
)


@errand("correct", most_args=1)
async def begin_correction(context: Context, entry_arg: str = "") -> None:
    """Whatever version the button names, it is the newest one that is corrected."""
    entry = await context.books.chronicle.get(number_of(entry_arg))
    if entry is None:
        whole = Button(label=reading.WHOLE_CHRONICLE, press="chronicle")
        await context.say(texts.NOT_CORRECTABLE, rows=((whole,), (shared.BACK_TO_MENU,)))
        return
    context.require(Action.CORRECT_CHRONICLE, thing_of(entry))
    await context.begin(correct_chronicle, entry=entry.id)


@script("correct-chronicle", version=1, called=texts.CORRECT_CALLED)
async def correct_chronicle(talk: Talk, context: Context) -> None:
    """What is to be corrected, how it should be, and one phrase about what was wrong."""
    entry = await talk.look("entry", newest_version, context, int(talk.given["entry"]))
    if entry is None:
        talk.leave(texts.NOT_CORRECTABLE)
    parts = await talk.ask("parts", texts.CORRECTING, Many(PARTS), label=texts.PARTS_LABEL)
    title = words = visitors = readers = pictures = None
    changed: list[tuple[str, str]] = []
    if "title" in parts:
        title = await talk.ask("title", texts.new_title(entry.title), Line(most=LONGEST_TITLE), label=texts.TITLE_LABEL)
        changed.append((texts.TITLE_LABEL, title))
    if "words" in parts:
        words = await talk.ask("words", texts.new_words(entry.text), Text(most=LONGEST_STORY), label=texts.WORDS_LABEL)
        changed.append((texts.WORDS_LABEL, words))
    if "visitors" in parts:
        visitors = await talk.ask(
            "visitors", texts.new_visitors(entry.visitors), Number(most=MOST_PEOPLE), label=texts.VISITORS_LABEL
        )
        changed.append((texts.VISITORS_LABEL, str(visitors)))
    if "readers" in parts:
        readers = await talk.ask(
            "readers", texts.new_readers(entry.new_readers), Number(most=MOST_PEOPLE), label=texts.READERS_LABEL
        )
        changed.append((texts.READERS_LABEL, str(readers)))
    if "photos" in parts:
        shots = await ask_photos(talk, texts.NEW_PHOTOS)
        pictures = shots.pictures
        changed.append((texts.PHOTOS_LABEL, texts.photos_words(len(pictures))))
    correction = await talk.ask(
        "correction", texts.WHAT_WAS_WRONG, Line(most=LONGEST_CORRECTION), label=texts.WRONG_LABEL
    )
    await talk.review("sure", texts.sure_corrected(changed, correction))
    better = Better(title=title, text=words, visitors=visitors, new_readers=readers, pictures=pictures)
    right = await talk.do("correct", correct, context, entry.id, correction, better)
    await talk.say(texts.CORRECTED)
    await talk.say(reading.told(right), rows=after_writing(right.id, right.alliance_id), pictures=shown_pictures(right))


async def newest_version(context: Context, entry_id: int) -> ChronicleEntry | None:
    """What the entry says by now."""
    entry = await context.books.chronicle.get(entry_id)
    return None if entry is None else await context.books.chronicle.newest_of(entry)
