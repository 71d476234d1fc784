"""What sheets lack, set right where the uses of attributes change or sheets come in by the thousand (R018)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from offers.models import Category
from offers.services.catalogue import all_uses, category_tree, used_along

# Codes and roles of what a sheet needs, in the order in which it is told.
_Needed = tuple[tuple[str, str], ...]

# What each of some sheets lacks; `{these}` says which.
_FOUND = """
    SELECT product.id, ARRAY(
        SELECT needed.code FROM unnest(%(codes)s::text[], %(roles)s::text[])
            WITH ORDINALITY AS needed(code, role, place)
        WHERE CASE needed.role
            WHEN '' THEN NOT product.attributes ? needed.code
            WHEN 'BRAND' THEN product.brand = ''
            WHEN 'DESCRIPTION' THEN product.description = ''
            WHEN 'EAN' THEN product.ean = ''
            WHEN 'MAIN_IMAGE' THEN product.media_urls = '{{}}'
            ELSE false
        END
        ORDER BY needed.place
    )::varchar[] AS missing
    FROM {these}
"""
_OF_CATEGORIES = "offers_product product WHERE product.category_id = ANY(%(categories)s)"
_GIVEN = "unnest(%(ids)s::bigint[]) AS given (id) JOIN offers_product product USING (id)"
_WRONG = f"""
    SELECT sheet.id FROM offers_product sheet JOIN ({_FOUND.format(these=_OF_CATEGORIES)}) found USING (id)
    WHERE sheet.missing_attributes IS DISTINCT FROM found.missing
"""  # noqa: S608
_WRITE = f"""
    UPDATE offers_product sheet SET missing_attributes = found.missing FROM ({_FOUND.format(these=_GIVEN)}) found
    WHERE sheet.id = found.id AND sheet.missing_attributes IS DISTINCT FROM found.missing
"""  # noqa: S608
_LOCK = "SELECT count(*) FROM (SELECT id FROM offers_product WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) locked"
_BY_CATEGORY = "SELECT category_id, array_agg(id) FROM offers_product WHERE id = ANY(%s) GROUP BY category_id"


def refresh_missing() -> int:
    """Say anew of every sheet what it lacks, and return of how many that was wrong. These are locked in the order of
    their keys first, as files of products do: the two would else wait for each other.
    """
    wrong: list[tuple[Mapping[str, list[Any]], list[int]]] = []
    with connection.cursor() as cursor:
        for need in _needs():
            cursor.execute(_WRONG, need)
            wrong.append((need, [row[0] for row in cursor.fetchall()]))
        cursor.execute(_LOCK, [[key for _need, ids in wrong for key in ids]])
    return sum(_write(need, ids) for need, ids in wrong)


def refresh_missing_of(product_ids: Sequence[int]) -> int:
    """The same of some sheets that this transaction has made, changed or locked."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CATEGORY, [list(product_ids)])
        found = dict(cursor.fetchall())
    of_need = [(need, [key for each in need["categories"] for key in found.get(each, ())]) for need in _needs()]
    return sum(_write(need, ids) for need, ids in of_need)


def _write(need: Mapping[str, list[Any]], ids: list[int]) -> int:
    """One statement for all sheets that need the same; those of which it is known already are not written."""
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {**need, "ids": ids})
        return int(cursor.rowcount)


def _needs() -> list[dict[str, list[Any]]]:
    return [
        {"codes": [code for code, _role in needed], "roles": [role for _code, role in needed], "categories": pks}
        for needed, pks in _categories_by_need().items()
    ]


def _categories_by_need() -> dict[_Needed, list[int]]:
    tree, uses = category_tree(), all_uses()
    found: dict[_Needed, list[int]] = defaultdict(list)
    for pk in Category.objects.values_list("pk", flat=True):
        used = used_along(tree.line(pk), uses)
        found[tuple((each.code, each.role) for each in used if each.is_needed)].append(pk)
    return found
