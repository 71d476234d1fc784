"""A listing's description out of its shop's template: what stands where, and that nothing harmful comes through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.safe_html import TAGS
from offers.listing.rendering import ListingWords, Question, ShownAttribute, render_description
from offers.listing.template import BLOCKS, INLINE, names_in, template_faults

LAMP = ListingWords(
    title="Lámpara Duna & Co",
    brand="Alcolea",
    price="68,90 €",
    descriptions=["Brass.\n\nMade in Córdoba.", "<p>Ours has a <b>longer</b> cable.</p>"],
    attributes=[
        ShownAttribute("colour", "Colour", "LIST", "RED", "Red"),
        ShownAttribute("height", "Height", "MEASUREMENT", "40", "40", "cm"),
    ],
    delivery="With DHL.",
    warranty="3 years.",
    returns="30 days.",
    faq=[Question("Is a bulb included?", "Yes, E27.")],
)
DANGER = st.sampled_from(
    [
        "<script>", "</script>", '"><img src=x onerror=x>', "javascript:x", '<a href="', '">', "'", "<p", "<!--", "-->",
        "<svg onload=x>", "<style>", "{{title}}", "{{description}}", "{{ faq }}", "{{attribute:colour}}", "{{", "}}",
        '<img alt="{{title}}" src="{{brand}}">', '<a href="javascript:{{title}}">', "<textarea>", "<xmp>", "&#106;",
    ]
)  # fmt: skip
TEXTS = st.lists(DANGER | st.text(max_size=8), max_size=8).map("".join)


def html_of(template: str, words: ListingWords = LAMP) -> str:
    return render_description(template, words).html


def test_without_a_template_the_descriptions_stand_alone():
    assert html_of("") == "<p>Brass.</p><p>Made in Córdoba.</p><p>Ours has a <b>longer</b> cable.</p>"


def test_a_plain_template_is_filled_in_and_keeps_its_lines():
    """R014."""
    html = html_of("{{title}} by {{ Brand }}\n{{price}}\n\n{{warranty}}\n\nColour: {{attribute:colour}}")

    assert html == "<p>Lámpara Duna &amp; Co by Alcolea<br>68,90 €</p><p>3 years.</p><p>Colour: Red</p>"


def test_a_template_of_html_places_whole_parts():
    """R014, R015."""
    told = render_description("<h2>{{title}}</h2>{{attributes}}<h3>FAQ</h3>{{faq}}", LAMP)

    assert told.html == (
        "<h2>Lámpara Duna &amp; Co</h2>"
        '<table><tbody><tr><th scope="row">Colour</th><td>Red</td></tr>'
        '<tr><th scope="row">Height</th><td>40 cm</td></tr></tbody></table>'
        "<h3>FAQ</h3><dl><dt>Is a bulb included?</dt><dd><p>Yes, E27.</p></dd></dl>"
    )
    assert told.placed == {"attributes", "faq"}


def test_script_of_a_template_is_inert():
    """R014."""
    html = html_of('<script>steal()</script><p onmouseover="steal()">{{title}}</p><iframe src="https://x.example">')

    assert html == "<p>Lámpara Duna &amp; Co</p>"


def test_the_images_stand_at_the_end_whatever_the_template_leaves_open():
    """R013."""
    words = ListingWords(title="Lamp", image_urls=["https://p.example/a.png?x=1&y=2", "https://p.example/b.jpg"])

    assert html_of("<table><tr><td><b>{{title}}", words).endswith(
        '<p><img src="https://p.example/a.png?x=1&amp;y=2" alt="About delivery and warranty"></p>'
        '<p><img src="https://p.example/b.jpg" alt="About delivery and warranty"></p>'
    )


def test_a_placeholder_in_a_value_is_text():
    assert html_of("{{title}}", ListingWords(title="{{brand}}", brand="B")) == "<p>{{brand}}</p>"


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_whatever_goes_in_nothing_harmful_comes_out(template, title, text, value):
    """R014."""
    words = ListingWords(
        title=title,
        brand=value,
        descriptions=[text, title],
        attributes=[ShownAttribute("colour", title, "TEXT", value, value)],
        warranty=text,
        returns=value,
        faq=[Question(title, text)],
        image_urls=["https://p.example/" + value],
    )

    html = html_of(template, words)

    for name, rest in re.findall(r"<\s*/?\s*([a-zA-Z][^\s>/]*)([^>]*)>", html):
        assert name.lower() in TAGS
        outside = re.sub(r'"[^"]*"', '""', rest)
        assert not re.search(r"\bon\w+\s*=|\bstyle\s*=|\bsrcdoc\s*=", outside, re.IGNORECASE)
        for address in re.findall(r'\b(?:href|src)="([^"]*)"', rest):
            assert re.match(r"https?:", address, re.IGNORECASE)


@pytest.mark.parametrize("name", [*INLINE, *BLOCKS])
def test_every_placeholder_is_taken(name):
    assert template_faults(f"{{{{ {name} }}}}", set()) == []


def test_unknown_placeholders_are_refused_by_name():
    """R014."""
    faults = template_faults("{{titel}} {{attribute:size}} {{attribute:colour}} {{brand}}", {"colour"})

    assert [(fault.code, fault.field, fault.message) for fault in faults] == [
        ("PLACEHOLDER_UNKNOWN", "description_template", "{{titel}}: there is no such placeholder."),
        ("PLACEHOLDER_UNKNOWN", "description_template", "{{attribute:size}}: there is no such attribute."),
    ]


def test_a_part_stands_once_and_a_template_is_no_multiplier():
    codes = [fault.code for fault in template_faults("{{faq}}{{faq}}" + "{{title}}" * 49 + "x" * 20_000, set())]

    assert codes == ["TOO_LONG", "TOO_MANY_PLACEHOLDERS", "PLACEHOLDER_REPEATED"]


def test_placeholders_are_read_without_regard_to_space_and_case():
    assert names_in("{{ Title }}{{attribute: colour }}{{}}{{ }}{title}") == ["title", "attribute:colour"]
