"""A listing's description out of its shop's template: pure, and harmless whatever goes in (R013 to R015)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _

from marketplace.safe_html import clean_html, has_tags, paragraphs, show_text
from offers.listing.template import ATTRIBUTE, BLOCKS, DEFAULT_TEMPLATE, PLACEHOLDER, names_in

_ALONE = re.compile(rf"<p>\s*({PLACEHOLDER.pattern})\s*</p>")


@dataclass(frozen=True)
class ShownAttribute:
    """An attribute as customers read it: `value` as it is kept, `value_label` in words, a number without its unit."""

    code: str
    label: str
    type: str
    value: str | int | bool | list[str]
    value_label: str
    unit: str = ""

    @property
    def text(self) -> str:
        return f"{self.value_label} {self.unit}".strip()


@dataclass(frozen=True)
class Question:
    """A question with its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class ListingWords:
    """Everything that a description may be made of; `price` as it is written."""

    title: str = ""
    brand: str = ""
    price: str = ""
    descriptions: Sequence[str] = ()
    attributes: Sequence[ShownAttribute] = ()
    delivery: str = ""
    warranty: str = ""
    returns: str = ""
    faq: Sequence[Question] = ()
    image_urls: Sequence[str] = ()


@dataclass(frozen=True)
class Description:
    """Clean HTML, and the parts of the page that it holds already."""

    html: str
    placed: frozenset[str] = field(default=frozenset())


def render_description(template: str, words: ListingWords) -> Description:
    """The template filled in, the informative images at its end. An empty template shows the descriptions alone."""
    template = template if template.strip() else DEFAULT_TEMPLATE
    body = template if has_tags(template) else _ALONE.sub(_unwrap, paragraphs(escape(template, quote=False)))
    filled = PLACEHOLDER.sub(lambda found: _value(found.group(0), words), body)
    # Cleaned as a whole: what is harmless in a placeholder may not be so where the template puts it.
    html = clean_html(filled) + clean_html(images_html(words.image_urls))
    return Description(html, frozenset(names_in(template)) & BLOCKS.keys())


def images_html(urls: Sequence[str]) -> str:
    """The shop's informative images (R013)."""
    alt = escape(_("About delivery and warranty"))
    return "".join(f'<p><img src="{escape(url)}" alt="{alt}"></p>' for url in urls)


def attributes_html(attributes: Sequence[ShownAttribute]) -> str:
    """A table of names and values."""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.label)}</th><td>{escape(each.text)}</td></tr>' for each in attributes
    )
    return f"<table><tbody>{rows}</tbody></table>" if rows else ""


def faq_html(faq: Sequence[Question]) -> str:
    """Questions and answers, one below the other (R015)."""
    pairs = "".join(f"<dt>{escape(each.question)}</dt><dd>{show_text(each.answer)}</dd>" for each in faq)
    return f"<dl>{pairs}</dl>" if pairs else ""


def _unwrap(paragraph: re.Match[str]) -> str:
    """A whole part of the page stands in no paragraph."""
    return paragraph[1] if names_in(paragraph[1])[0] in BLOCKS else paragraph[0]


def _value(placeholder: str, words: ListingWords) -> str:
    """What stands in the placeholder's stead; nothing for an unknown one or a value that is not there."""
    [name] = names_in(placeholder)
    if name.startswith(ATTRIBUTE):
        code = name.removeprefix(ATTRIBUTE)
        return next((escape(each.text) for each in words.attributes if each.code == code), "")
    if name in BLOCKS:
        return _block(name, words)
    inline = {"title": words.title, "brand": words.brand, "price": words.price}
    return escape(inline.get(name, ""))


def _block(name: str, words: ListingWords) -> str:
    match name:
        case "description":
            return "".join(show_text(text) for text in words.descriptions)
        case "attributes":
            return attributes_html(words.attributes)
        case "faq":
            return faq_html(words.faq)
    texts = {"delivery": words.delivery, "warranty": words.warranty, "returns": words.returns}
    return show_text(texts.get(name, ""))
