"""Telegram's HTML of the test server: offsets in UTF-16, trimming, and the way there and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.telegram import html


def test_offsets_are_counted_in_utf16_units() -> None:
    assert html.parse("🎄<b>Ёлка</b>") == ("🎄Ёлка", [{"type": "bold", "offset": 2, "length": 4}])


def test_blanks_at_the_ends_are_cut_and_the_marks_with_them() -> None:
    assert html.parse("\n <b> Да </b> ") == ("Да", [{"type": "bold", "offset": 0, "length": 2}])


@pytest.mark.parametrize(
    ("source", "text"),
    [("&lt;b&gt; &amp;", "<b> &"), ("&nbsp;", "&nbsp;"), ("&#1071;&#x44F;", "Яя"), ("a & b", "a & b")],
)
def test_only_four_names_of_characters_are_known(source: str, text: str) -> None:
    assert html.parse(source) == (text, [])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<strong>x</strong>", {"type": "bold"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<pre><code class="language-ics">x</code></pre>', {"type": "pre", "language": "ics"}),
        ("<a href='https://e.org?a=1&amp;b=2'>x</a>", {"type": "text_link", "url": "https://e.org?a=1&b=2"}),
        ("<A HREF=e.org>x</a>", {"type": "text_link", "url": "e.org"}),
    ],
)
def test_tags_become_entities(source: str, kind: dict[str, Any]) -> None:
    assert html.parse(source) == ("x", [{**kind, "offset": 0, "length": 1}])


def test_links_commands_and_hashtags_are_found_in_plain_text() -> None:
    text = "/plan на https://vk.com/a, #Ёлка и @tezki_bot, но не a/b"
    kinds = [entity["type"] for entity in html.with_found(text, [])]
    assert kinds == ["bot_command", "url", "hashtag", "mention"]


_WORDS = st.text(st.sampled_from("аб <>&\"🎄'"), min_size=1, max_size=6).filter(lambda text: text == text.strip())


@given(
    st.lists(st.tuples(st.sampled_from(["", "bold", "italic", "code", "text_link"]), _WORDS), min_size=1, max_size=5)
)
def test_what_was_marked_reads_back_the_same(pieces: list[tuple[str, str]]) -> None:
    text = ""
    entities: list[html.Entity] = []
    for kind, piece in pieces:
        if kind:
            entities.append({"type": kind, "offset": html.utf16(text), "length": html.utf16(piece)})
            if kind == "text_link":
                entities[-1]["url"] = "https://e.org/?a&b"
        text += piece
    assert html.parse(html.unparse(text, entities)) == (text, entities)
