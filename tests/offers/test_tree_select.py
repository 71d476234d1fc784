"""Selects of long trees: the markup of Django's own, without a template for each option."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.html import escape

from offers.forms.trees import TreeSelect, TreeSelectMultiple
from tests.factories.offers import make_category

CHOICES = [("", "Any"), ("A&B", "Lamps & <lights>"), ("C", "\N{NO-BREAK SPACE}Desk")]


@pytest.mark.parametrize(("widget", "own"), [(TreeSelect, forms.Select), (TreeSelectMultiple, forms.SelectMultiple)])
@pytest.mark.parametrize("value", ["A&B", "", None, "gone"])
def test_it_is_marked_up_as_django_does(widget, own, value):
    given = [value] if value and own is forms.SelectMultiple else value
    attrs = {"id": "id_tree", "aria-describedby": "hint"}

    quick, plain = (
        widget(choices=CHOICES).render("tree", given, attrs),
        own(choices=CHOICES).render("tree", given, attrs),
    )

    assert parse_html(quick) == parse_html(plain)
    assert escape("Lamps & <lights>") in quick


@pytest.mark.django_db
def test_categories_of_a_long_tree_are_chosen_in_a_select(signed_in, inventory, shop):
    """R022."""
    client, url = signed_in(inventory), f"/shop/{shop.pk}/promotions/new"
    make_category(code="C0")
    short = client.get(url).context["form"]["categories"]
    for number in range(1, 61):
        make_category(code=f"C{number}")

    long = client.get(url).context["form"]["categories"]

    assert 'type="checkbox"' in str(short)
    assert str(long).startswith("<select")
    assert str(long).count("<option") == 61
