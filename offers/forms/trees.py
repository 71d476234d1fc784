"""Trees as selects show them: each node indented under what it stands below."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from offers.services.catalogue import Tree

INDENT = "\N{NO-BREAK SPACE}" * 4


def indented(tree: Tree) -> Iterator[tuple[str, str]]:
    """Codes and names in the tree's order."""
    depths: dict[int | None, int] = {None: -1}
    for pk in tree.in_order():
        node = tree.rows[pk]
        depths[pk] = depths[node.parent_id] + 1
        yield node.code, INDENT * depths[pk] + node.name


class TreeSelect(forms.Select):
    """A select of thousands of nodes: its options are written at once. Django's own renders a template for each."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        extra: dict[str, Any] = {**(attrs or {}), "name": name}
        if self.allow_multiple_selected:
            extra["multiple"] = True
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                ("" if code is None else code, SafeString(" selected") if str(code or "") in chosen else "", label)
                for code, label in self.choices
            ),
        )
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, extra)), options)


class TreeSelectMultiple(TreeSelect, forms.SelectMultiple):
    """Several nodes of a tree that is too long to be ticked."""
