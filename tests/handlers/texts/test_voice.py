"""How the bot speaks: in sentences, briefly, in words of every day (``handlers/texts/readers.py`` says to whom)."""

from __future__ import annotations

import re
from typing import Final

import pytest

from handlers.texts.readers import FOR_LIBRARIES, RESIDENTS
from tests.handlers.texts.test_texts import FOR_ENGINEERS, everything, phrases, written

HEAD: Final = "######## "
PLAYGROUND: Final = re.compile(r"площадк\w+ для пробы")
"""The playground's own name."""
POLOZHENIE: Final = re.compile(
    r"сотрудничеств|площадк|\bреестр|редакци|волеизъявлен|соглашени|положени[ея]м?\b|цел[иья]\w* и задач"
    r"|форм[аы] собственности|организационн\w+ форм|участниц",
    re.IGNORECASE,
)
COMMAND: Final = re.compile(r"(?<![\w/:.>])/[a-z][a-z_-]+\b(?!/)|\btezki [a-z]+")
BROKEN_CASE: Final = re.compile(
    r"\b(?:подписаны|напомню|отменили|перенесли|записались|побывали|осталось|проводил[аи]?|проводит теперь"
    r"|прошло|получ(?:ит|ат|или)|это было|должно было пройти|теперь это|записал|сделали)"
    r": (?=[а-яё])(?!если|когда|как|что|чтобы|где|кто|и |с |по |за |в |на |до )",
    re.IGNORECASE,
)
"""A verb, a colon and a noun in the nominative, where the verb asks for a case."""
LONGEST_QUESTION: Final = 25
"""Words of one sentence with a question."""
MANY: Final = 200
ECHO: Final = "unknown_command"
"""Says again the command that somebody typed."""


def told() -> list[tuple[str, str, str]]:
    """Module, name and words of every text of the snapshot; a name that says little is told twice."""
    found = []
    for wing in everything().values():
        for part in wing.split(HEAD)[1:]:
            module, _, rest = part.partition("\n")
            if module in FOR_ENGINEERS or module == "PHRASES":
                continue
            for block in rest.strip().split("\n\n"):
                name, _, words = block.partition("\n")
                found.append((module, name.partition("(")[0], words.replace("~", " ") or name))
    assert len(found) > MANY, "the rules look at nothing"
    return found


def is_of(module: str, declared: str) -> bool:
    return module == declared or module.startswith(f"{declared}.")


def test_who_reads_a_text_is_declared_of_modules_that_exist() -> None:
    modules = {module for module, _, _ in told()}
    assert [one for one in RESIDENTS if not any(is_of(module, one) for module in modules)] == []
    named = {f"{module}.{name}" for module, name, _ in told()}
    assert [one for one in FOR_LIBRARIES if one not in named] == []


def test_residents_read_no_word_of_the_polozhenie() -> None:
    read = [
        (f"{module}.{name}", words)
        for module, name, words in told()
        if any(is_of(module, one) for one in RESIDENTS) and f"{module}.{name}" not in FOR_LIBRARIES
    ]
    assert len(read) > MANY, "the rule looks at nothing"
    assert [(name, words) for name, words in read if POLOZHENIE.search(PLAYGROUND.sub("", words))] == []
    talking = "\n".join(phrases())
    assert POLOZHENIE.search(talking) is None


def test_no_text_names_a_command_of_the_program() -> None:
    read = [(name, words) for module, name, words in told() if not module.startswith("program.")]
    read = [(name, words) for name, words in read if name != ECHO]
    assert [one for one in read if COMMAND.search(one[1])] == []


def test_no_colon_breaks_the_case_after_a_verb() -> None:
    assert [(name, words) for _, name, words in told() if BROKEN_CASE.search(words)] == []


def test_a_question_is_no_longer_than_a_breath() -> None:
    def too_long(text: str) -> bool:
        asked = [one for one in re.split(r"(?<=[.?!…:;])\s+", text) if one.endswith("?")]
        return any(len(re.findall(r"[\w-]+", one)) > LONGEST_QUESTION for one in asked)

    assert [one for one in written() if too_long(one[1])] == []


def test_nobody_is_said_to_be_a_man() -> None:
    """Most librarians are women."""
    masculine = re.compile(r"\b(?:вы здесь один\b|вы согласен|вы готов\b|вы сам\b|вы записан\b)", re.IGNORECASE)
    assert [one for one in written() if masculine.search(one[1])] == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (POLOZHENIE, "Все события сотрудничества"),
        (POLOZHENIE, "Цели и задачи: Больше досуга"),
        (POLOZHENIE, "не сверено с реестром"),
        (COMMAND, "Афиша: что будет (/afisha)."),
        (COMMAND, "ему поможет команда tezki import."),
        (BROKEN_CASE, "Готово, вы подписаны: все события."),
        (BROKEN_CASE, "Это было: суббота, 5 декабря."),
        (BROKEN_CASE, "Теперь это: встреча."),
    ],
)
def test_the_rules_know_what_they_forbid(rule: re.Pattern[str], wrong: str) -> None:
    assert rule.search(wrong)
