"""HTML that people write is cleaned against an allow list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.safe_html import TAGS, clean_html, show_text

PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>", "<svg/onload=x>", "<p>",
        "</p>", "<style>@import 'x'</style>", "<math><mi//xlink:href='data:x,<script>'>", "<!--", "-->", "<![CDATA[",
        "<iframe srcdoc='<script>x</script>'>", "&#x6A;avascript:", "<a href='https://ok.example'>", "</a>", "<b", ">",
        "<table><td>", "<template>", "<noscript><p title='</noscript><img src=x onerror=x>'>", "{{title}}", "\"", "'",
        "<a href=\"data:text/html,x\">", "<form action=x><input autofocus onfocus=x>", "<base href=//x>",
        "&lt;script&gt;",
    ]
)  # fmt: skip
TAG = re.compile(r"<\s*/?\s*([a-zA-Z][^\s>/]*)([^>]*)>")


def assert_harmless(html: str) -> None:
    """No tag beyond the list, no handler, no address but the web's, as a plain reader of tags sees it."""
    for name, rest in TAG.findall(html):
        assert name.lower() in TAGS
        outside = re.sub(r'"[^"]*"', '""', rest)
        assert not re.search(r"\bon\w+\s*=|\bstyle\s*=|\bclass\s*=|\bid\s*=", outside, re.IGNORECASE)
        for address in re.findall(r'\b(?:href|src)="([^"]*)"', rest):
            assert re.match(r"https?:", address, re.IGNORECASE)


@given(st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join))
def test_whatever_goes_in_nothing_harmful_comes_out(text):
    assert_harmless(clean_html(text))
    assert_harmless(show_text(text))


@pytest.mark.parametrize(
    ("given_html", "cleaned"),
    [
        ("<p>One <b>two</b></p>", "<p>One <b>two</b></p>"),
        ("<script>x()</script>left", "left"),
        ('<a href="https://x.example" onclick="y">x</a>',
         '<a href="https://x.example" rel="nofollow noopener noreferrer">x</a>'),
        ('<a href="javascript:x()">x</a>', '<a rel="nofollow noopener noreferrer">x</a>'),
        ('<img src="/own.png" alt="own">', '<img alt="own">'),
        ('<p style="position:fixed" class="toast" id="main">x</p>', "<p>x</p>"),
        ("<h1>Title</h1>", "Title"),
        ("<p> </p><p>x</p>", "<p>x</p>"),
    ],
)  # fmt: skip
def test_html_keeps_what_is_on_the_list(given_html, cleaned):
    assert clean_html(given_html) == cleaned


def test_plain_text_is_escaped_and_keeps_its_paragraphs():
    assert show_text("3 < 4 & 5\nsecond line\n\nnext") == "<p>3 &lt; 4 &amp; 5<br>second line</p><p>next</p>"
