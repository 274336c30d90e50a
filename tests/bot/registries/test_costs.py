"""Twice as much in a registry costs about twice as much, whatever it is made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from bot.registries.loading import records
from tests.bot.registries import samples
from tests.growth import MOST, grows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.registries.imports import Kind

SIZE: Final = 1000
"""Records, or as many thousand characters as four of these make."""


def oktmo(count: int) -> str:
    usual = '"14";"646";"416";"{0:03}";"9";"2";"с Александровка {1}";;;"000";"0";14.06.2013;01.01.2014'
    return samples.OKTMO + "\n".join(usual.format(1 + number % 998, number) for number in range(count))


def oktmo_written_unusually(count: int) -> str:
    return samples.OKTMO + "\n".join(f'14646416{1 + n % 998:03};2;"с ""Ивановка"" {n}";' for n in range(count))


def oktmo_of_long_lines(count: int) -> str:
    """Nearly usual ones, up to their last sign."""
    return samples.OKTMO + '"14";"646";"416";"101"' + ';"";x' * (count * 15) + '"\n'


def geonames(count: int) -> str:
    line = samples.geonames().splitlines()[3].split("\t")
    return samples.geonames() + "\n".join("\t".join([str(n + 100), *line[1:]]) for n in range(count))


def geonames_of_many_names(count: int) -> str:
    line = samples.geonames().splitlines()[3].split("\t")
    return samples.geonames() + "\t".join([*line[:3], ",".join(["Ивановка"] * count * 5), *line[4:]]) + "\n"


def libraries(count: int) -> str:
    return samples.libraries(*(samples.library(number) for number in range(2, count // 2)))


def one_library_of(**general: object) -> str:
    return samples.libraries(samples.library(2, **general))


def many(said: str, count: int) -> str:
    return said * (count * 400 // len(said))


FILES: Final[dict[str, tuple[Kind, Callable[[int], str]]]] = {
    "oktmo": ("oktmo", oktmo),
    "oktmo written unusually": ("oktmo", oktmo_written_unusually),
    "oktmo of long lines": ("oktmo", oktmo_of_long_lines),
    "geonames": ("geonames", geonames),
    "geonames of many names": ("geonames", geonames_of_many_names),
    "libraries": ("libraries", libraries),
    "one after the other": ("libraries", lambda count: "\n".join(map(json.dumps, map(samples.library, range(count))))),
    "a long description": ("libraries", lambda count: one_library_of(description=many("Слова. ", count))),
    "a long name": ("libraries", lambda count: one_library_of(name=many("библиотека ", count))),
    "a long mail address": ("libraries", lambda count: one_library_of(contacts={"email": many("a.b", count)})),
    "a long website": ("libraries", lambda count: one_library_of(contacts={"website": "https://" + many("a.", count)})),
    "an address of parts": (
        "libraries",
        lambda count: one_library_of(address={"fullAddress": many("обл Ростовская, с Ивановка, ", count)}),
    ),
    "an address of one part": (
        "libraries",
        lambda count: one_library_of(address={"fullAddress": "обл Ростовская, с " + many("Ивановка ", count)}),
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_twice_the_registry_costs_about_twice_as_much(what: str, tmp_path: Path) -> None:
    kind, made = FILES[what]

    def reading(count: int) -> Callable[[], object]:
        path = tmp_path / f"{count}"
        path.write_text(made(count), "utf-8")

        def work() -> int:
            with records(path, kind, "utf-8") as (found, _):
                return sum(1 for _ in found)

        return work

    assert grows(reading(SIZE), reading(SIZE * 2)) < MOST
