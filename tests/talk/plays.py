"""Small scripts to play with. The module is imported anew between the turns of a restarting life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from talk.errors import Refused
from talk.fields import Choice, Day, Line, Many, Moment, Number, Option, Photos, Text, YesNo
from talk.play import Talk
from talk.script import script

WELCOME = "Здравствуйте!"
WHICH_NAME = "Как называется библиотека?"
WHICH_KIND = "Какая она?"
HOW_MANY = "Сколько в ней книг?"
TAKEN = "Такая библиотека уже есть."
JOINED = "Вы присоединились под номером"
NOTE = "Запишем так."


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliance:
    id: int
    name: str
    since: date


@dataclass(slots=True)
class Context:
    """What the scripts work with; it outlives every restart."""

    joined: list[str] = field(default_factory=list)
    looked: int = 0

    async def open(self) -> tuple[Alliance, ...]:
        self.looked += 1
        return (
            Alliance(id=3, name="Ивановка", since=date(2026, 1, 5)),
            Alliance(id=4, name="Тверь", since=date(2026, 2, 6)),
        )

    async def join(self, name: str, kind: str | None) -> int:
        if name == "Занятая":
            raise Refused(TAKEN)
        self.joined.append(f"{name}/{kind}")
        return len(self.joined)


KINDS = [
    Option(value="rural", label="Сельская"),
    Option(value="city", label="Городская"),
    Option(value="school", label="Школьная"),
]


@script("join", version=1)
async def join(talk: Talk, context: Context) -> None:
    await talk.say(WELCOME)
    alliances = await talk.look("open", context.open)
    options = [Option(value=alliance.id, label=alliance.name) for alliance in alliances]
    alliance = await talk.ask("alliance", "Какое сотрудничество?", Choice(options), label="Сотрудничество")
    name = await talk.ask("name", WHICH_NAME, Line(most=100), label="Название")
    await talk.say(NOTE)
    kind = await talk.ask("kind", WHICH_KIND, Choice(KINDS, columns=2), label="Вид", optional=True, suggest="city")
    books = await talk.ask("books", HOW_MANY, Number(least=1), label="Книги")
    begun = await talk.now()
    await talk.review("sure", f"Проверьте: {alliance}, {name}, {kind}, {books}, {begun:%d.%m}")
    number = await talk.do("join", context.join, name, kind)
    await talk.say(f"{JOINED} {number}")
    if await talk.confirm("more", "Рассказать ещё?"):
        await talk.ask("about", "Расскажите.", Text())
    talk.leave("До встречи!")


@script("loop", version=1)
async def loop(talk: Talk, context: Context) -> None:
    del context
    count = await talk.ask("count", "Сколько?", Number(least=1, most=5), label="Сколько")
    names = [await talk.ask("name", f"Имя {n + 1}?", Line(), label="Имя") for n in range(count)]
    await talk.review("sure", f"Имена: {', '.join(names)}")


@script("forks", version=1)
async def forks(talk: Talk, context: Context) -> None:
    await talk.ask("first", "Первый?", Line(), label="Первый")
    if await talk.ask("fork", "Свернуть?", YesNo(), label="Поворот"):
        await talk.ask("side", "Сбоку?", Line(), label="Сбоку")
    await talk.look("open", context.open)
    await talk.ask("last", "Последний?", Line(), label="Последний")
    await talk.review("sure", "Всё ли верно?")


@script("event", version=1)
async def event(talk: Talk, context: Context) -> None:
    del context
    when = await talk.ask("when", "Когда?", Moment(zone="Asia/Omsk", month_too=True), label="Когда")
    until = await talk.ask("until", "До какого дня запись?", Day(), label="Запись", optional=True)
    tags = await talk.ask(
        "tags",
        "О чём?",
        Many([Option(value=n, label=f"Тема {n + 1}") for n in range(12)], least=1, most=3),
        label="Темы",
    )
    photos = await talk.ask("photos", "Пришлите афишу.", Photos(most=3), optional=True, label="Афиша")
    await talk.review("sure", f"{when.day} {when.time} {when.month} {until} {tags} {photos}")


@script("odd", version=1)
async def odd(talk: Talk, context: Context) -> None:
    del context
    await talk.ask("kind", "Какая?", Choice(KINDS), suggest="gone")
    await talk.ask("count", "Сколько?", Number(most=5), suggest=9)


@script("fenced", version=1)
async def fenced(talk: Talk, context: Context) -> None:
    first = await talk.ask("first", "До дела?", Line(), label="Первый")
    await talk.do("deed", context.join, first, None)
    second = await talk.ask("second", "После дела?", Line(), label="Второй")
    await talk.review("sure", f"{first}, {second}")
    await talk.do("again", context.join, second, None)
    if second == "поздно":
        raise Refused(TAKEN)
