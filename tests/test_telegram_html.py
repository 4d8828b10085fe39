"""Telegram's treatment of text, held equal to TDLib's own."""

from __future__ import annotations

import html

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import telegram_html
from standin_html import HtmlParser, checked_link
from telegram_entities import Entity, HtmlError, Parsed, utf16_length
from telegram_html import cleaned, execute, found_entities, has_tdlib, moved, parse, stored

needs_tdlib = pytest.mark.skipif(not has_tdlib(), reason="tdjson is not installed here")

TAGS = (
    "b", "i", "u", "s", "code", "pre", "blockquote", "blockquote expandable", "tg-spoiler",
    'a href="http://a.b/?c&amp;d"', "code class='language-c'", "span class=tg-spoiler",
    'tg-emoji emoji-id="5"', "tg-time unix='7' format='wdt'",
)  # fmt: skip
MARKS = st.sampled_from(
    "\t\n\r \x00\x0b\x0c\u030a\u0333\u033f\u0301\u200c\u200d\u200e\u200f\u2028\u202b\u202e\u2067é😀ی"
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="*_`~|[]()<&"), max_size=4)
PLAIN = st.lists(st.one_of(WORDS, MARKS), max_size=8).map("".join)
SCRAPS = st.sampled_from(
    ["<", ">", "/", "</", "</>", "=", '"', "'", "&", "&lt;", "&amp", "&quot;", "&nbsp;", "&#65;",
     "&#x1F600;", "&#xd83d;", "&#0;", "&#1114110;", "&#1114111;", "&#00000065;",
     "<p>", "<B >", "</b>", "</b x>", "<br/>",
     "<a>", "<a href=a.b>", "<b x>", '<b x="&lt;', "<span>", "<tg-emoji>", "<tg-time format=zz>"]
)  # fmt: skip
URL_PARTS = st.sampled_from(
    ["http://", "https://", "ftp://", "a", ".", "b.c", "localhost", ":", "80", "/", "?q=1", "#f", " ", "@",
     "é", "%20"]
)  # fmt: skip


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Strategy for an element around what `inner` gives, its end tag spelled in one of the allowed ways."""
    end = st.sampled_from(("</{}>", "</{} >", "</>"))
    return st.builds(
        lambda tag, parts, close: f"<{tag}>{''.join(parts)}{close.format(tag.split()[0])}",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3),
        end,
    )


BALANCED = st.lists(st.recursive(PLAIN, nested, max_leaves=8), max_size=4).map("".join)
HTMLISH = st.lists(st.one_of(BALANCED, SCRAPS, PLAIN), max_size=5).map("".join)


def outcome(of: str, fallback: bool) -> Parsed | str:
    """Return what a parser makes of an HTML text, or the words it refuses it with."""
    try:
        return HtmlParser(of).parsed() if fallback else parse(of)
    except HtmlError as error:
        return str(error)


def fixed_by_tdlib(parsed: Parsed) -> Parsed:
    """Return what TDLib's fix_formatted_text makes of a text without Markdown, not trimmed."""
    names = {ours: theirs for theirs, ours in telegram_html.TYPES.items() if theirs != "PreCode"}
    entities = []
    for entity in parsed.entities:
        kind: dict[str, object] = {"@type": f"textEntityType{names[entity.type]}"}
        if entity.type == "text_link":
            kind["url"] = entity.argument
        entities.append(
            {"@type": "textEntity", "offset": entity.offset, "length": entity.length, "type": kind}
        )
    answer = execute(
        type="parseMarkdown", text={"@type": "formattedText", "text": parsed.text, "entities": entities}
    )
    return Parsed(answer["text"], telegram_html._entities(answer["entities"]))


@needs_tdlib
def test_every_character_of_the_bmp_arrives_as_tdlib_sends_it() -> None:
    """Rule: `cleaned` knows every character that Telegram drops or changes, and no other."""
    for code in [*range(0xD800), *range(0xE000, 0x10000), *range(0x1F600, 0x1F650), 0xE0041, 0x10FFFF]:
        text = f"a{chr(code)}b"
        answer = execute(type="getMarkdownText", text={"@type": "formattedText", "text": text})
        assert cleaned(text) == answer["text"], hex(code)


@needs_tdlib
@given(PLAIN.filter(lambda text: text.strip(" \n\r\t")))
@example("a\u200e\r\u200f\u200eb")
def test_runs_of_marks_arrive_as_tdlib_sends_them(text: str) -> None:
    """Rule: `cleaned` treats direction marks in a row, and what becomes a row by dropping, as TDLib does."""
    answer = execute(type="getMarkdownText", text={"@type": "formattedText", "text": f"a{text}b"})
    assert cleaned(f"a{text}b") == answer["text"]


@given(PLAIN)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Rule: what Telegram has cleaned, it leaves alone: a text in normal form arrives as it is."""
    assert cleaned(cleaned(text)) == cleaned(text)


@needs_tdlib
@given(HTMLISH)
@example("<pre><code class='language-c'>x</code></pre>")
@example("<b>&#xd83d;&#xde00;</b>")
@example("<a href='http://localhost:8080/'>x</a>")
@example("<b\0>")
def test_the_fallback_parser_agrees_with_tdlib(text: str) -> None:
    """Rule: without tdjson the same HTML is accepted, refused in the same words, and read the same."""
    assert outcome(text, fallback=True) == outcome(text, fallback=False)


@needs_tdlib
@given(BALANCED)
@example("<b>x<u>y</u></b>")
@example("<code>\u202e<pre>x</pre></code>")
@example("<b>x<blockquote>y</blockquote></b>z")
def test_entities_are_set_straight_as_tdlib_does(text: str) -> None:
    """Rule: overlapping entities end up as TDLib leaves them, moved along as characters drop out."""
    known = {"custom_emoji", "date_time"}
    parsed = parse(text)
    kept = Parsed(parsed.text, tuple(entity for entity in parsed.entities if entity.type not in known))
    if not cleaned(kept.text).strip(" \n"):
        return
    changed, entities = moved(kept)
    languages = tuple(
        Entity(e.type, e.offset, e.length, "" if e.type == "pre" else e.argument) for e in entities
    )
    assert Parsed(changed, languages) == fixed_by_tdlib(kept)


@given(PLAIN)
def test_escaped_text_arrives_character_for_character(text: str) -> None:
    """Rule: html.escape is enough to send any text; only the cleaning and the trimming change it."""
    assert stored(parse(html.escape(text))).text == cleaned(text).strip(" \n")


@given(BALANCED)
def test_entities_lie_inside_the_text(text: str) -> None:
    """Rule: after trimming, no entity is empty or reaches out of the text."""
    arrived = stored(parse(text))
    units = utf16_length(arrived.text)
    assert all(0 <= entity.offset < entity.end <= units for entity in arrived.entities)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://127.0.0.1:8080/a?b#c", "http://127.0.0.1:8080/a?b#c"),
        ("HTTPS://A.Example/C d", "https://a.example/C%20d"),
        ("t.me/x", "http://t.me/x"),
        ("https://سلام.ir/ب", "https://سلام.ir/ب"),
        ("http://localhost:8080/", ""),
        ("ftp://a.b/", ""),
        ("javascript:a.b", ""),
        ("http://a.b:99999/", ""),
        ("", ""),
    ],
)
def test_links_are_kept_or_dropped_as_telegram_does(url: str, kept: str) -> None:
    """Rule: a link without a dot in its host, or of another scheme, is dropped without a word."""
    assert checked_link(url) == kept
    links = [entity.argument for entity in parse(f'<a href="{url or "x"}">x</a>').entities]
    assert links == ([kept] if kept else [])


@needs_tdlib
@given(st.lists(URL_PARTS, max_size=7).map("".join))
def test_links_are_checked_as_tdlib_does(url: str) -> None:
    """Rule: the fallback keeps and drops the same links as TDLib."""
    kept = parse(f'<a href="{html.escape(url or "x")}">x</a>').entities
    assert bool(checked_link(url)) == bool(kept)


@pytest.mark.parametrize("text", ["/start", "/ask@OpcitTestBot who?", "hello @somebody", "and/or", "a/b /x1"])
def test_commands_and_mentions_are_found(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule: commands and mentions carry the entities Telegram gives them, with tdjson or without."""
    found = found_entities(text)
    monkeypatch.setattr(telegram_html, "has_tdlib", lambda: False)
    assert found_entities(text) == found


def test_what_arrives_is_trimmed() -> None:
    """Rule: blanks at the ends go, entities move along, blanks inside stay."""
    arrived = stored(parse("\n  <b>x</b>  y\u202e \n"))
    assert arrived == Parsed("x  y", (Entity("bold", 0, 1),))


def test_text_that_is_no_unicode_is_refused() -> None:
    """Rule: half a surrogate pair is refused, not passed on."""
    with pytest.raises(HtmlError, match="UTF-8"):
        parse("a\ud800")
