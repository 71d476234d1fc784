"""The catalogue read: trees, the attributes of a category, and what a sheet lacks (R006, R016, R018)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.utils.translation import get_language

from offers.choices import AttributeRole, AttributeType, RequirementLevel
from offers.models import Attribute, AttributeUse, Category, MerchandiseNode, Product, ValueListItem
from offers.sheets.values import ValueKind, known_texts, show_value

NEEDED = (RequirementLevel.REQUIRED, RequirementLevel.RECOMMENDED)
_LEVELS = (RequirementLevel.REQUIRED, RequirementLevel.RECOMMENDED, RequirementLevel.OPTIONAL)


@dataclass(frozen=True)
class UsedAttribute:
    """An attribute that sheets of a category have, how much it is needed, and what values it takes."""

    attribute: Attribute
    requirement_level: str
    position: int = 0
    category_id: int | None = None
    kind: ValueKind = ValueKind(AttributeType.TEXT)

    @property
    def code(self) -> str:
        return self.attribute.code

    @property
    def role(self) -> str:
        return self.attribute.role

    @property
    def name(self) -> str:
        return self.attribute.name

    @property
    def is_needed(self) -> bool:
        return self.requirement_level in NEEDED


@dataclass(frozen=True)
class Tree:
    """A tree of categories or merchandise nodes, whole: they are few."""

    rows: Mapping[int, Category] | Mapping[int, MerchandiseNode]

    @cached_property
    def children(self) -> dict[int | None, list[int]]:
        """The keys below each node, in the rows' order."""
        found: dict[int | None, list[int]] = {}
        for pk, row in self.rows.items():
            found.setdefault(row.parent_id, []).append(pk)
        return found

    def line(self, pk: int | None) -> list[int]:
        """From the top down to this node; a cycle ends where it closes."""
        found: list[int] = []
        while pk is not None and pk in self.rows and pk not in found:
            found.append(pk)
            pk = self.rows[pk].parent_id
        return found[::-1]

    def path(self, pk: int | None) -> str:
        """Its names from the top down, for who reads now."""
        return " › ".join(self.rows[each].name for each in self.line(pk))

    def below(self, pk: int | None, levels: int | None = None) -> list[int]:
        """The node (None: the top) and all under it, parents first; `levels` deep at most."""
        found = [] if pk is None else [pk]
        seen, layer = set(found), list(self.children.get(pk, []))
        while layer and (levels is None or levels > 0):
            layer = [each for each in layer if each not in seen]
            found += layer
            seen |= set(layer)
            layer = [child for each in layer for child in self.children.get(each, [])]
            levels = None if levels is None else levels - 1
        return found

    def in_order(self) -> list[int]:
        """Every node, each followed by what is under it."""
        found: list[int] = []
        waiting = list(reversed(self.children.get(None, [])))
        while waiting:
            pk = waiting.pop()
            found.append(pk)
            waiting += reversed(self.children.get(pk, []))
        return found


def category_tree() -> Tree:
    """All categories, in one query."""
    return Tree({each.pk: each for each in Category.objects.all()})


def merchandise_tree() -> Tree:
    """The whole merchandise structure, in one query."""
    return Tree({each.pk: each for each in MerchandiseNode.objects.all()})


def subtree_ids(category_id: int) -> list[int]:
    """The category and all below it, in one query."""
    return _below(Category._meta.db_table, category_id)


def merchandise_subtree_ids(node_id: int) -> list[int]:
    """The node of the merchandise structure and all below it, in one query (R006)."""
    return _below(MerchandiseNode._meta.db_table, node_id)


def attributes_for(category_id: int | None) -> list[UsedAttribute]:
    """What sheets of the category say: required first, then recommended, then optional. Nearest use wins, DISABLED is
    out; those used everywhere are in. Three queries.
    """
    line = _above(category_id)
    return used_along(line, *_uses(line))


def used_along(
    line: Iterable[int], uses: Iterable[AttributeUse], kinds: Mapping[int, ValueKind] | None = None
) -> list[UsedAttribute]:
    """The attributes of the last category of a line from the top down, out of uses already read."""
    depth: dict[int | None, int] = {pk: number for number, pk in enumerate(line)}
    depth[None] = -1
    nearest: dict[int, AttributeUse] = {}
    for use in uses:
        if use.category_id in depth:
            other = nearest.get(use.attribute_id)
            if other is None or depth[other.category_id] < depth[use.category_id]:
                nearest[use.attribute_id] = use
    found = [
        UsedAttribute(
            attribute=use.attribute,
            requirement_level=use.requirement_level,
            position=use.position,
            category_id=use.category_id,
            kind=(kinds or {}).get(use.attribute_id) or plain_kind(use.attribute),
        )
        for use in nearest.values()
        if use.requirement_level in _LEVELS
    ]
    return sorted(found, key=lambda each: (_LEVELS.index(each.requirement_level), each.position, each.attribute.pk))


def all_uses() -> list[AttributeUse]:
    """Every use with its attribute, in one query."""
    return list(AttributeUse.objects.select_related("attribute"))


def kinds_of(attributes: Iterable[Attribute]) -> dict[int, ValueKind]:
    """What values each takes, by key: one query for all their lists."""
    wanted = list(attributes)
    items: dict[int, list[ValueListItem]] = {}
    for item in ValueListItem.objects.filter(value_list__in={each.value_list_id for each in wanted} - {None}):
        items.setdefault(item.value_list_id, []).append(item)
    language = get_language()
    return {each.pk: plain_kind(each, items.get(each.value_list_id or 0, ()), language) for each in wanted}


def plain_kind(attribute: Attribute, items: Iterable[ValueListItem] = (), language: str | None = None) -> ValueKind:
    """The kind out of rows already read."""
    listed = list(items)
    return ValueKind(
        type=attribute.type,
        unit=attribute.unit,
        max_length=attribute.max_length,
        known=known_texts((each.code, [each.label, *_texts(each.translations)]) for each in listed),
        labels={each.code: each.name_in(language) for each in listed},
    )


def missing_of(product: Product, used: Iterable[UsedAttribute] | None = None) -> list[str]:
    """The required and then the recommended attributes that the sheet lacks, by code."""
    needed = attributes_for(product.category_id) if used is None else used
    return [each.code for each in needed if each.is_needed and not says(product, each.attribute)]


def said_of(product: Product, used: Iterable[UsedAttribute]) -> list[tuple[str, str]]:
    """The sheet's attributes in words, those of its category first in their order: names with values."""
    known = {each.code: each for each in used if not each.role}
    first = [code for code in known if code in product.attributes]
    rest = [code for code in product.attributes if code not in known]
    plain = ValueKind(AttributeType.TEXT)
    return [
        (known[code].name if code in known else code, show_value(known[code].kind if code in known else plain, value))
        for code, value in ((code, product.attributes[code]) for code in [*first, *rest])
    ]


def says(product: Product, attribute: Attribute) -> bool:
    """Whether the sheet has a value there; a seller's own number is on no sheet and lacks nowhere."""
    by_role = {
        AttributeRole.TITLE: bool(product.title),
        AttributeRole.BRAND: bool(product.brand),
        AttributeRole.DESCRIPTION: bool(product.description),
        AttributeRole.EAN: bool(product.ean),
        AttributeRole.CATEGORY: True,
        AttributeRole.SHOP_SKU: True,
        AttributeRole.MAIN_IMAGE: bool(product.media_urls),
    }
    return by_role[AttributeRole(attribute.role)] if attribute.role else attribute.code in product.attributes


def _texts(translations: object) -> list[str]:
    return [each for each in translations.values() if isinstance(each, str)] if isinstance(translations, dict) else []


def _uses(line: list[int]) -> tuple[list[AttributeUse], dict[int, ValueKind]]:
    everywhere = AttributeUse.objects.filter(category__isnull=True)
    uses = list((everywhere | AttributeUse.objects.filter(category__in=line)).select_related("attribute"))
    return uses, kinds_of({use.attribute_id: use.attribute for use in uses}.values())


# A cycle, which only raw SQL can make, ends both walks: UNION drops what was seen.
def _below(table: str, pk: int) -> list[int]:
    sql = f"""
        WITH RECURSIVE below(id) AS (
            SELECT id FROM {table} WHERE id = %s
            UNION SELECT child.id FROM {table} child JOIN below ON child.parent_id = below.id
        ) SELECT id FROM below
    """  # noqa: S608  # the table's name is ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return [row[0] for row in cursor.fetchall()]


def _above(category_id: int | None) -> list[int]:
    """The line of categories from the top down."""
    sql = """
        WITH RECURSIVE above(id, parent_id, depth) AS (
            SELECT id, parent_id, 0 FROM offers_category WHERE id = %s
            UNION ALL SELECT up.id, up.parent_id, above.depth + 1
            FROM offers_category up JOIN above ON up.id = above.parent_id WHERE above.depth < 100
        ) SELECT id FROM above ORDER BY depth DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [category_id])
        return [row[0] for row in cursor.fetchall()]
