"""Texts become HTML that Telegram takes, and long ones are cut where people would cut them."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messengers.telegram import render
from talk.rich import Rich, Span, bold, italic, join, link, rich, timed
from tests.servers.telegram import html as theirs


def test_names_cannot_bring_markup_of_their_own() -> None:
    assert render.html(bold('МБУК "ЦБС" <b>&</b>')) == '<b>МБУК "ЦБС" &lt;b&gt;&amp;&lt;/b&gt;</b>'


def test_bold_italic_and_links_may_lie_on_the_same_words() -> None:
    text = link(italic(bold("план")), 'https://example.org/?a=1&b="2"')
    assert render.html(text) == '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;"><b><i>план</i></b></a>'


def test_an_address_that_is_none_leaves_plain_words() -> None:
    assert render.html(link("сюда", "javascript:alert(1)")) == "сюда"


def test_an_emoji_counts_twice_as_telegram_counts_it() -> None:
    assert render.units("дом🏡") == 5
    assert render.fits(rich("🏡" * 2048), 4096)
    assert not render.fits(rich("🏡" * 2048 + "."), 4096)


def test_a_short_text_stays_whole() -> None:
    assert [part.plain for part in render.split(rich(" Здравствуйте! \n"))] == ["Здравствуйте!"]


def test_nothing_but_white_space_is_nothing_to_send() -> None:
    assert render.split(rich(" \n\t ")) == ()


def test_a_long_text_is_cut_between_paragraphs() -> None:
    parts = render.split(rich("а" * 60 + "\n\n" + "б" * 30 + "\n" + "в" * 30), most=100)
    assert [part.plain for part in parts] == ["а" * 60, "б" * 30 + "\n" + "в" * 30]


def test_a_long_paragraph_is_cut_between_lines() -> None:
    parts = render.split(rich("а" * 60 + "\n" + "б" * 60), most=100)
    assert [part.plain for part in parts] == ["а" * 60, "б" * 60]


def test_a_long_line_is_cut_between_words() -> None:
    parts = render.split(rich("слово " * 40), most=100)
    assert {word for part in parts for word in part.plain.split(" ")} == {"слово"}


def test_a_family_of_one_sign_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧"
    parts = render.split(rich(family * 30), most=100)
    assert all(set(part.plain.replace(family, "")) == set() for part in parts)


def test_looks_go_on_after_a_cut() -> None:
    parts = render.split(bold("слово " * 1000))
    assert len(parts) == 2
    assert all(render.html(part).startswith("<b>") and render.html(part).endswith("</b>") for part in parts)


def test_a_list_of_more_links_than_telegram_keeps_is_cut() -> None:
    roster = join("\n", [link(f"Библиотека {number}", f"https://t.me/c/1/{number}") for number in range(230)])
    parts = render.split(roster)
    assert [render.html(part).count("<a ") for part in parts] == [100, 100, 30]


def test_markup_heavier_than_telegram_reads_is_cut() -> None:
    heavy = join("\n", [link("сюда", "https://example.org/" + "a" * 1900 + str(number)) for number in range(40)])
    assert all(len(render.html(part).encode()) <= 32_768 for part in render.split(heavy))
    assert len(render.split(heavy)) > 1


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from('аб <>&"\n 🏡👨‍👩‍👧é'), st.characters(exclude_categories=["Cs", "Cc"]))
)
SPANS = st.builds(
    Span,
    text=TEXTS,
    bold=st.booleans(),
    italic=st.booleans(),
    link=st.sampled_from([None, "https://example.org/?a=1&b=2"]),
)


def signs(parts: tuple[Rich, ...]) -> list[tuple[str, bool, bool, str | None]]:
    """Every character that is seen, with its looks."""
    return [
        (sign, span.bold, span.italic, span.link)
        for part in parts
        for span in part.spans
        for sign in span.text
        if not sign.isspace()
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(SPANS, max_size=8).map(lambda spans: Rich(tuple(spans))), st.integers(min_value=10, max_value=80))
def test_splitting_loses_nothing_and_every_part_can_be_sent(text: Rich, most: int) -> None:
    parts = render.split(text, most)
    assert signs(parts) == signs((text,))
    for part in parts:
        assert 1 <= render.units(part.plain) <= most
        assert part.plain == part.plain.strip()
        assert theirs.parse(render.html(part))[0] == part.plain


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=1, max_value=9000), st.sampled_from(["🏡", "ш", "<", "слово "]))
def test_parts_of_a_message_are_at_most_4096_units(times: int, piece: str) -> None:
    assert all(render.units(part.plain) <= 4096 for part in render.split(rich(piece * times)))


def test_the_words_of_a_moment_tell_everybody_their_own_clock_and_stay_as_they_are() -> None:
    when = timed("5 декабря, 11:00 по Екатеринбургу", datetime(2026, 12, 5, 6, 0, tzinfo=UTC))
    assert render.html(bold("Когда: ") + when) == (
        '<b>Когда: </b><tg-time unix="1796450400">5 декабря, 11:00 по Екатеринбургу</tg-time>'
    )
    assert render.html(render.split(when, 12)[0]) == '<tg-time unix="1796450400">5 декабря,</tg-time>'
    assert (
        render.html(link(when, "https://example.ru"))
        == '<a href="https://example.ru">5 декабря, 11:00 по Екатеринбургу</a>'
    )
