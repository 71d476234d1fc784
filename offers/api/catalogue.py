"""H11, PM11 and VL11: the operator's categories, attributes and lists of values; ours: both trees."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query
from offers.choices import RequirementLevel
from offers.models import Attribute, AttributeUse, ValueList, ValueListItem
from offers.services.catalogue import Tree, all_uses, category_tree, merchandise_tree

DEEPEST = 1_000
_TEXT_IN = {"locale": str, "value": str}
HIERARCHY = {"code": str, "label": str, "level": int, "parent_code": str, "label_translations": [_TEXT_IN]}
_PARAMETER = {"name": str, "value": str}
ATTRIBUTE: dict[str, Any] = {
    "channels": [{"code": str}],
    "code": str,
    "default_value": str | None,
    "description": str | None,
    "description_translations": [_TEXT_IN],
    "example": str | None,
    "hierarchy_code": str,
    "label": str,
    "label_translations": [_TEXT_IN],
    "locale": str | None,
    "required": bool,
    "requirement_level": str,
    "roles": [{"parameters": [_PARAMETER], "type": str}],
    "transformations": str | None,
    "type": str,
    "type_parameter": str | None,
    "type_parameters": [_PARAMETER],
    "unique_code": str | None,
    "validations": str | None,
    "values": [{"code": str}],
    "values_list": str | None,
    "variant": bool,
}
_VALUE = {"code": str, "label": str, "label_translations": [_TEXT_IN]}
VALUES_LIST = {**_VALUE, "values": [_VALUE]}
NODE = {"code": str, "label": str, "level": int, "parent_code": str | None, "path": str}
_HIERARCHY = OpenApiParameter("hierarchy", str, description="A category's code. Absent: all.")
_MAX_LEVEL = OpenApiParameter("max_level", int, description="How many levels below it. Absent: all.")


class ListHierarchies(SellerView):
    """H11."""

    operation = "H11"
    permission = Right.OFFER_READ

    @describe(
        "The categories, with those above and below one",
        answer={"hierarchies": [HIERARCHY]},
        parameters=(_HIERARCHY, _MAX_LEVEL, LOCALE),
    )
    def get(self, request: Request) -> Response:
        tree = category_tree()
        return Response({"hierarchies": [_hierarchy(tree, pk) for pk in _asked(tree, self.query)]})


class ListAttributes(SellerView):
    """PM11."""

    operation = "PM11"
    permission = Right.OFFER_READ

    @describe(
        "The attributes of sheets, by category",
        answer={"attributes": [ATTRIBUTE]},
        parameters=(
            _HIERARCHY,
            _MAX_LEVEL,
            OpenApiParameter("all_operator_attributes", bool, description="Those that no category uses as well."),
            OpenApiParameter("with_roles", bool, description="Those alone that fill a field of every sheet."),
            LOCALE,
        ),
        explanation="One row per category that says something of an attribute; an empty `hierarchy_code` holds for "
        "all. The nearest row to a sheet's category wins. A CSV file where `Accept` asks for `text/csv`.",
    )
    def get(self, request: Request) -> HttpResponseBase:
        rows = list(_attribute_rows(self.query))
        if "text/csv" in request.headers.get("Accept", ""):
            return _csv_of(rows)
        return Response({"attributes": rows})


class ListValuesLists(SellerView):
    """VL11."""

    operation = "VL11"
    permission = Right.OFFER_READ

    @describe(
        "The lists of values that attributes take",
        answer={"values_lists": [VALUES_LIST]},
        parameters=(OpenApiParameter("code", str, description="One list alone."), LOCALE),
    )
    def get(self, request: Request) -> Response:
        code = self.query.text("code")
        lists = ValueList.objects.prefetch_related("items").order_by("code")
        found = lists.filter(code=code) if code else lists
        return Response(
            {
                "values_lists": [
                    {**_labelled(each), "values": [_labelled(v) for v in each.items.all()]} for each in found
                ]
            }
        )


class ListCategories(SellerView):
    """The tree of categories, each with its way from the top."""

    operation = "X-CATEGORIES"
    permission = Right.OFFER_READ

    @describe("The categories, each with its way from the top", answer={"categories": [NODE]}, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        return Response({"categories": _nodes(category_tree())})


class ListMerchandise(SellerView):
    """The merchandise structure (R006)."""

    operation = "X-MERCHANDISE"
    permission = Right.OFFER_READ

    @describe("The merchandise structure, in its order", answer={"merchandise": [NODE]}, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        return Response({"merchandise": _nodes(merchandise_tree())})


def _nodes(tree: Tree) -> list[dict[str, Any]]:
    found = []
    for pk in tree.in_order():
        row, line = tree.rows[pk], tree.line(pk)
        parent = tree.rows[row.parent_id].code if row.parent_id else None
        told = {"code": row.code, "label": row.name, "level": len(line), "parent_code": parent, "path": tree.path(pk)}
        found.append(told)
    return found


def _asked(tree: Tree, query: Query) -> list[int]:
    """The categories of the call: those above the one named, itself, and those below; all where none is."""
    levels = query.integer("max_level", maximum=DEEPEST)
    code = query.text("hierarchy")
    if code is None:
        return tree.below(None, levels)
    pk = next((pk for pk, row in tree.rows.items() if row.code == code), None)
    if pk is None:
        message = _("There is no category “%(code)s”.") % {"code": code[:64]}
        raise NotFound(code="HIERARCHY_NOT_FOUND", message=message)
    return [*tree.line(pk)[:-1], *tree.below(pk, levels)]


def _hierarchy(tree: Tree, pk: int) -> dict[str, Any]:
    row = tree.rows[pk]
    parent = tree.rows[row.parent_id].code if row.parent_id else ""
    return {**_labelled(row), "level": len(tree.line(pk)), "parent_code": parent}


def _labelled(row: Any) -> dict[str, Any]:
    return {"code": row.code, "label": row.name, "label_translations": _translations(row.translations)}


def _translations(given: Any) -> list[dict[str, str]]:
    return [{"locale": str(language), "value": str(text)} for language, text in sorted((given or {}).items())]


@dataclass(frozen=True)
class _Row:
    attribute: Attribute
    hierarchy: str
    level: str


def _attribute_rows(query: Query) -> Iterator[dict[str, Any]]:
    """In the order of the tree, those of every category first. Four queries, however many attributes there are."""
    tree, uses = category_tree(), all_uses()
    order: dict[int | None, int] = {pk: place for place, pk in enumerate(_asked(tree, query), start=1)}
    order[None] = 0
    found = sorted((use for use in uses if use.category_id in order), key=lambda use: _place(use, order))
    rows = [_Row(use.attribute, _code(tree, use.category_id), use.requirement_level) for use in found]
    if query.boolean("all_operator_attributes"):
        told = {use.attribute_id for use in found}
        unused = Attribute.objects.exclude(pk__in=told).order_by("code")
        rows += [_Row(each, "", RequirementLevel.OPTIONAL) for each in unused]
    if query.boolean("with_roles"):
        rows = [row for row in rows if row.attribute.role]
    lists = {each.pk: each.code for each in ValueList.objects.all()}
    values = _values_by_list({row.attribute.value_list_id for row in rows} - {None})
    return (_attribute(row, lists, values) for row in rows)


def _place(use: AttributeUse, order: dict[int | None, int]) -> tuple[int, int, int]:
    return order[use.category_id], use.position, use.pk


def _code(tree: Tree, pk: int | None) -> str:
    return "" if pk is None else str(tree.rows[pk].code)


def _values_by_list(list_ids: Iterable[int | None]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for list_id, code in ValueListItem.objects.filter(value_list__in=list_ids).values_list("value_list_id", "code"):
        found.setdefault(list_id, []).append(code)
    return found


def _attribute(row: _Row, lists: dict[int, str], values: dict[int, list[str]]) -> dict[str, Any]:
    attribute = row.attribute
    list_code = lists.get(attribute.value_list_id or 0)
    parameters = {"LIST_CODE": list_code, "UNIT": attribute.unit, "MAX_LENGTH": attribute.max_length}
    return {
        "channels": [],
        **_labelled(attribute),
        "default_value": None,
        "description": attribute.description or None,
        "description_translations": [],
        "example": attribute.example or None,
        "hierarchy_code": row.hierarchy,
        "locale": None,
        "required": row.level == RequirementLevel.REQUIRED,
        "requirement_level": row.level,
        "roles": [{"type": attribute.role, "parameters": []}] if attribute.role else [],
        "transformations": None,
        "type": attribute.type,
        "type_parameter": list_code or attribute.unit or None,
        "type_parameters": [{"name": name, "value": str(value)} for name, value in parameters.items() if value],
        "unique_code": None,
        "validations": f"MAX_LENGTH|{attribute.max_length}" if attribute.max_length else None,
        "values": [{"code": code} for code in values.get(attribute.value_list_id or 0, [])],
        "values_list": list_code,
        "variant": attribute.is_variant,
    }


def _csv_of(rows: list[dict[str, Any]]) -> HttpResponse:
    """The same as a file: `;`, every cell quoted, a label column for each language."""
    languages = sorted({each["locale"] for row in rows for each in row["label_translations"]})
    names = [name for name in ATTRIBUTE if name not in ("label_translations", "description_translations")]
    text = StringIO()
    file = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    file.writerow([*(name.replace("_", "-") for name in names), *(f"label[{language}]" for language in languages)])
    for row in rows:
        labels = {each["locale"]: each["value"] for each in row["label_translations"]}
        file.writerow([*(_cell(row[name]) for name in names), *(labels.get(language, "") for language in languages)])
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        parts = (each.get("code") or each.get("type") or f"{each.get('name')}|{each.get('value')}" for each in value)
        return ",".join(parts)
    return "" if value is None else str(value)
