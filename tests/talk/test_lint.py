"""A bad script is seen in its source, and a good one is left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.lint import faults, scripts_in

HEAD = """
import asyncio, random, os, time
import datetime as dt
from datetime import datetime, date
from uuid import uuid4
from talk.play import Talk
from talk.script import script
"""


def rules(
    body: str, *, head: str = '@script("bad", version=1)\nasync def bad(talk: Talk, context: object) -> None:'
) -> list[str]:
    lines = "\n".join("    " + line for line in body.strip("\n").split("\n"))
    return [fault.rule for fault in faults(f"{HEAD}\n{head}\n{lines}\n")]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('asyncio.create_task(talk.ask("a", "A", f))', "tasks"),
        ('await asyncio.gather(talk.ask("a", "A", f))', "tasks"),
        ("await asyncio.sleep(1)", "tasks"),
        ("x = datetime.now()", "clock"),
        ("x = dt.datetime.now(dt.UTC)", "clock"),
        ("x = date.today()", "clock"),
        ("x = time.time()", "clock"),
        ("x = random.choice([1, 2])", "random"),
        ("x = uuid4()", "random"),
        ('x = os.environ["A"]', "environment"),
        ('x = os.getenv("A")', "environment"),
        ('x = open("file")', "environment"),
        ('try:\n    await talk.ask("a", "A", f)\nfinally:\n    x = 1', "finally"),
        ('async with context.lock():\n    await talk.ask("a", "A", f)', "with"),
        ('with context.lock():\n    await talk.do("a", context.x)', "with"),
        ("async with context.lock():\n    await part(talk)", "with"),
        ('try:\n    await talk.ask("a", "A", f)\nexcept:\n    pass', "catch"),
        ('try:\n    await talk.ask("a", "A", f)\nexcept BaseException:\n    pass', "catch"),
        ('talk.ask("a", "A", f)', "await"),
        ('x = talk.look("a", context.x)', "await"),
        ('talk.say("a")', "await"),
        ("await context.x()", "unrecorded"),
        ("async for x in context.all(): pass", "unrecorded"),
        ("x = [y async for y in context.all()]", "unrecorded"),
        ('await talk.ask(f"a{1}", "A", f)', "key"),
        ("await talk.do(name, context.x)", "key"),
        ('await talk.ask("a", "A", f)\nawait talk.ask("a", "B", f)', "twice"),
        ('await talk.ask("a", "A", f)\nawait talk.confirm("a", "B")', "twice"),
        ('if (await talk.ask("a", "A", f)).label == "Да":\n    pass', "label"),
        ("x = 1 if option.label else 2", "label"),
        ('match option.label:\n    case "Да":\n        pass', "label"),
    ],
)
def test_each_broken_rule_is_named(body: str, rule: str) -> None:
    assert rule in rules(body)


def test_a_part_of_a_script_is_read_like_a_script() -> None:
    assert rules("talk.say('x')", head="async def part(talk: Talk) -> None:") == ["await"]
    assert rules("t.say('x')", head='async def part(context: object, t: "talk.play.Talk") -> None:') == ["await"]


def test_what_is_no_script_may_do_as_it_likes() -> None:
    assert rules("x = datetime.now(); await context.save(x)", head="async def deed(context: object) -> None:") == []


def test_a_good_script_has_no_faults() -> None:
    good = """
count = await talk.ask("count", "How many?", f, label="Count")
for n in range(count):
    await talk.ask(f"name-{n}", "Name?", f)
    await talk.ask("same", "Again?", f)
rows = await talk.look("rows", context.rows, at=await talk.now())
try:
    await talk.do("save", context.save, rows)
except KeyError:
    await talk.say("No", rows=(option.label,))
await part(talk, context)
day = datetime.combine(rows[0].day, rows[0].time)
talk.leave("Bye")
"""
    assert rules(good) == []


def test_a_key_of_a_question_and_of_a_deed_may_be_the_same() -> None:
    assert rules('await talk.ask("join", "A", f)\nawait talk.do("join", context.join)') == []


def test_a_fault_says_where_and_what_to_do() -> None:
    source = '@script("x", version=1)\nasync def x(talk: Talk, context: object) -> None:\n    talk.say("a")\n'
    assert [str(fault) for fault in faults(source)] == ["line 3, x: a step without await does nothing"]


def test_the_scripts_that_these_tests_play_are_clean() -> None:
    source = (Path(__file__).parent / "plays.py").read_text("utf-8")
    assert set(scripts_in(source)) == {"join", "loop", "forks", "event", "odd", "fenced"}
    assert faults(source) == []
