"""HTML mail as text, with what it quotes marked by the element that the sender's program puts around it."""

import re

import lxml.html
from inscriptis import Inscriptis
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.model.config import ParserConfig
from lxml import etree

_LONGEST = 2_000_000  # characters; a page that long was written by no person
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # of a range that no text uses, and taken out of what comes in
_CONFIG = ParserConfig(css=STRICT_CSS_PROFILE.copy(), display_links=False, display_images=False)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MANY_SPACES, _MANY_LINES = re.compile(r"[ \t\xa0]{3,}"), re.compile(r"\n{3,}")


def _has_class(*names: str) -> str:
    return " or ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)


# Elements that hold what is quoted: Gmail, Yahoo, Proton, Zoho, Thunderbird, Apple Mail, and all who follow them.
_QUOTES = etree.XPath(
    f"//*[self::blockquote or {_has_class('gmail_quote', 'yahoo_quoted', 'protonmail_quote', 'zmail_extra')}"
    f" or {_has_class('moz-cite-prefix', 'moz-forward-container', 'tutanota_quote')}]"
)
# Elements after which all is quoted: Outlook on the web, on a phone, on a desk.
_DIVIDERS = etree.XPath(
    "//*[@id='divRplyFwdMsg' or @id='appendonsend' or @id='mail-editor-reference-message-container'"
    " or @id='OLK_SRC_BODY_SECTION' or (self::hr and @tabindex='-1')"
    " or (self::div and contains(translate(@style, ' E', '.e'), 'border-top:solid.#') and contains(@style, 'padding'))]"
)


def read_page(page: str) -> tuple[str, str]:
    """What the writer says, and what is quoted, both as text."""
    page = page[:_LONGEST].replace(_OPEN, "").replace(_CLOSE, "")
    tree = _tree(page)
    if tree is None:
        return "", ""
    _mark(tree)
    _simplify(tree)
    return _divide(_render(tree))


def _tree(page: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(page.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None  # nothing in it


def _mark(tree: lxml.html.HtmlElement) -> None:
    """Put a mark before and after each quote; one inside another changes nothing."""
    for divider in _DIVIDERS(tree)[:1]:
        _put(divider, _OPEN, after=False)
    for quote in _QUOTES(tree):
        _put(quote, _OPEN, after=False)
        _put(quote, _CLOSE, after=True)


def _put(element: lxml.html.HtmlElement, text: str, *, after: bool) -> None:
    if element.getparent() is None:
        return
    mark = lxml.html.Element("div")
    mark.text = text
    if after:
        element.addnext(mark)
    else:
        element.addprevious(mark)


def _simplify(tree: lxml.html.HtmlElement) -> None:
    """Take out what costs more than it shows: a style may ask for a margin of a million lines, a table for a column
    for each of its million rows. Tables in mail are there to place things."""
    for element in tree.xpath("//*[@style]"):
        hidden = _HIDDEN.search(element.get("style"))
        del element.attrib["style"]
        if hidden:
            element.set("style", "display:none")
    for element in list(tree.iter("table", "thead", "tbody", "tfoot", "tr")):
        element.tag = "div"
    for element in list(tree.iter("td", "th")):
        element.tag, element.tail = "span", f"  {element.tail or ''}"


def _render(tree: lxml.html.HtmlElement) -> str:
    try:
        return str(Inscriptis(tree, _CONFIG).get_text())
    except RecursionError:
        return "\n".join(text.strip() for text in tree.itertext() if text.strip())


def _divide(text: str) -> tuple[str, str]:
    """Part the rendered page at its marks. A quote that is never closed goes on to the end."""
    said: list[str] = []
    quoted: list[str] = []
    depth = 0
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", text):
        if piece in {_OPEN, _CLOSE}:
            depth = max(depth + (1 if piece == _OPEN else -1), 0)
        else:
            (quoted if depth else said).append(piece)
    return _tidy("".join(said)), _tidy("".join(quoted))


def _tidy(text: str) -> str:
    lines = (_MANY_SPACES.sub("  ", line.replace("\xa0", " ")).rstrip() for line in text.splitlines())
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
