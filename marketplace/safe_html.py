"""HTML that people have written, made fit to be shown: an allow list of tags, addresses of the web alone, no script."""

import re
from html import escape

import nh3

TAGS = frozenset({
    "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5",
    "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
SCHEMES = frozenset({"http", "https"})
# With their content: it is no text that anybody was meant to read.
_SILENT = frozenset({"script", "style", "title", "template", "noscript", "iframe", "object", "textarea", "select"})
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_BLANK_LINES = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)+")
_LINE = re.compile(r"\r\n|\r|\n")
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_SILENT),
    attributes=ATTRIBUTES,
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)


def clean_html(text: str) -> str:
    """The HTML with whatever is not on the list taken out; empty paragraphs go too."""
    return _EMPTY.sub("", _CLEANER.clean(text)).strip()


def show_text(text: str) -> str:
    """Text as HTML: what has tags is cleaned, what has none is escaped, its blank lines parting paragraphs."""
    return clean_html(text if has_tags(text) else paragraphs(escape(text)))


def has_tags(text: str) -> bool:
    """Whether somebody wrote it as HTML."""
    return bool(nh3.is_html(text))


def paragraphs(escaped: str) -> str:
    """Escaped text with its paragraphs and lines as tags."""
    parts = (part.strip() for part in _BLANK_LINES.split(escaped))
    return "".join(f"<p>{_LINE.sub('<br>', part)}</p>" for part in parts if part)
