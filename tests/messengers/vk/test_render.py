"""Texts keep their words, their emphasis and their silence, however they are cut."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messengers.vk.render import ZERO_WIDTH, disarm, flat, render, split, units
from talk.rich import Rich, Span, bold, italic, link, rich
from tests.servers.vk import formatting

TEXT = st.text(alphabet=st.sampled_from("аб я.\n@*[|]id1🎄é👩\u200d\u0301") | st.characters(codec="utf-8"), max_size=60)
SPANS = st.builds(
    Span,
    text=TEXT,
    bold=st.booleans(),
    italic=st.booleans(),
    link=st.none() | st.sampled_from(["https://a.example", "tg://no"]),
)
RICH = st.builds(lambda spans: Rich(tuple(spans)), st.lists(SPANS, max_size=12))


def bare(text: str) -> str:
    """Without white space and without what we put in."""
    return "".join(text.replace(ZERO_WIDTH, "").split())


@settings(deadline=None)
@given(RICH, st.integers(8, 80))
def test_parts_are_short_enough_and_lose_nothing(text: Rich, most: int) -> None:
    parts = render(text, most)
    assert bare("".join(part.message for part in parts)) == bare(text.plain)
    for part in parts:
        assert units(part.message) <= most
        assert part.message == part.message.strip() != ""


@settings(deadline=None)
@given(RICH, st.integers(8, 80))
def test_every_span_lies_on_the_characters_it_was_put_on(text: Rich, most: int) -> None:
    """The server refuses spans outside the text or through half a character."""
    for kind, wanted in (
        ("bold", "".join(span.text for span in text.spans if span.bold)),
        ("italic", "".join(span.text for span in text.spans if span.italic)),
        ("url", "".join(span.text for span in text.spans if span.link == "https://a.example")),
    ):
        found = ""
        for part in render(text, most):
            if part.format_data is not None:
                shown = formatting.parse(json.dumps(part.format_data), part.message)
                found += "".join(span.text for span in shown if span.kind == kind)
        assert bare(found) == bare(wanted)


@settings(deadline=None)
@given(RICH)
def test_a_flat_text_has_all_words_too(text: Rich) -> None:
    said = bare(flat(text))
    for span in text.spans:
        assert bare(span.text) in said


@settings(deadline=None)
@given(TEXT)
@example("[id1|Павел] и @all")
def test_disarming_twice_is_disarming_once(text: str) -> None:
    once = disarm(text)
    assert disarm(once) == once
    assert once.replace(ZERO_WIDTH, "") == text.replace(ZERO_WIDTH, "")


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("@all, сбор!", "@_all, сбор!"),
        ("(@id1)", "(@_id1)"),
        ("*id1 и *club2 (клуб)", "*_id1 и *_club2 (клуб)"),
        ("[id1|Павел]", "[_id1|Павел]"),
        ("[club1|x] [https://vk.com|y]", "[_club1|x] [_https://vk.com|y]"),
        ("lib@mail.example", "lib@mail.example"),
        ("2*2 и 5 * 5", "2*2 и 5 * 5"),
        ("[нет черты]", "[нет черты]"),
        ("в 15:00 @ клуб", "в 15:00 @ клуб"),
    ],
)
def test_nobody_is_called(said: str, sent: str) -> None:
    assert disarm(said) == sent.replace("_", ZERO_WIDTH)


def test_a_mention_hidden_in_two_spans_is_found() -> None:
    [part] = render("Привет, @" + bold("all"), 100)
    assert part.message == f"Привет, @{ZERO_WIDTH}all"
    [part] = render(bold("[id") + "1|" + italic("Павел]"), 100)
    assert part.message == f"[{ZERO_WIDTH}id1|Павел]"


def test_offsets_count_utf16_units() -> None:
    [part] = render("🎄🎄 " + bold("👩‍🌾") + link("!", "https://a.example"), 100)
    assert part.items == (
        {"type": "bold", "offset": 5, "length": 5},
        {"type": "url", "offset": 10, "length": 1, "url": "https://a.example"},
    )


def test_a_cut_is_made_between_paragraphs_rather_than_words() -> None:
    text = "Первый абзац, он длинный.\n\nВторой абзац."
    assert [part.plain for part in split(rich(text), 36)] == ["Первый абзац, он длинный.", "Второй абзац."]
    assert [part.plain for part in split(rich("Одно предложение. Другое предложение."), 24)] == [
        "Одно предложение.",
        "Другое предложение.",
    ]


def test_a_joined_emoji_is_not_torn() -> None:
    family = "👨‍👩‍👧"
    for part in render(rich("ы" * 7 + family * 3), 14):
        assert not part.message.startswith("\u200d")
        assert not part.message.endswith("\u200d")


def test_a_links_address_stands_behind_its_words_once() -> None:
    assert flat(link("афиша", "https://a.example")) == "афиша (https://a.example)"
    assert flat(link("https://a.example", "https://a.example")) == "https://a.example"


def test_a_plain_text_has_no_format_data() -> None:
    [part] = render(rich("просто"), 100)
    assert part.format_data is None
    assert render(rich(" \n "), 100) == []


@pytest.mark.parametrize(
    "words",
    [
        "@@all",
        "**all",
        "@*all",
        "*@online",
        "a@@all",
        "[id1\n|вы]",
        "[club1|\nмы]",
        "[[id1|вы]]",
        "x**id1 (вы)",
        "@" * 9 + "all",
    ],
)
def test_doubled_signs_and_parted_lines_call_nobody_either(words: str) -> None:
    told = disarm(words)
    assert re.search(r"[@*]\w|\[(?!\u200b)[^\[\]|]*\|", told) is None
    assert told.replace(ZERO_WIDTH, "") == words
    assert flat(Rich(spans=(Span(text=words),))) == told.strip()


def test_a_thousand_signs_take_no_time() -> None:
    began = time.process_time()
    for words in ("@" * 200_000, "@*" * 100_000, "[" * 200_000, "a@@ " * 50_000):
        disarm(words)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("words", ["a@mail.example", "2*3", "5 * 6", "** важно **", "[1] и [2]"])
def test_what_calls_nobody_is_left_alone(words: str) -> None:
    assert disarm(words) == words
