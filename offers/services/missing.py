"""What sheets lack, set right where the uses of attributes change or sheets come in by the thousand (R018)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from offers.models import Category
from offers.services.catalogue import all_uses, category_tree, used_along

# Codes and roles of what a sheet needs, in the order in which it is told.
_Needed = tuple[tuple[str, str], ...]

_FOUND = """
    SELECT product.id, ARRAY(
        SELECT needed.code FROM unnest(%(codes)s::text[], %(roles)s::text[])
            WITH ORDINALITY AS needed(code, role, place)
        WHERE CASE needed.role
            WHEN '' THEN NOT product.attributes ? needed.code
            WHEN 'BRAND' THEN product.brand = ''
            WHEN 'DESCRIPTION' THEN product.description = ''
            WHEN 'EAN' THEN product.ean = ''
            WHEN 'MAIN_IMAGE' THEN product.media_urls = '{}'
            ELSE false
        END
        ORDER BY needed.place
    )::varchar[] AS missing
    FROM offers_product product
    WHERE product.category_id = ANY(%(categories)s) AND (%(ids)s::bigint[] IS NULL OR product.id = ANY(%(ids)s))
"""
_WRONG = f"""
    SELECT sheet.id FROM offers_product sheet JOIN ({_FOUND}) found USING (id)
    WHERE sheet.missing_attributes IS DISTINCT FROM found.missing
"""  # noqa: S608
_WRITE = f"""
    UPDATE offers_product sheet SET missing_attributes = found.missing FROM ({_FOUND}) found
    WHERE sheet.id = found.id AND sheet.missing_attributes IS DISTINCT FROM found.missing
"""  # noqa: S608
_LOCK = "SELECT count(*) FROM (SELECT id FROM offers_product WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) locked"


def refresh_missing() -> int:
    """Say anew of every sheet what it lacks, and return of how many that was wrong. These are locked in the order of
    their keys first, as files of products do: the two would else wait for each other.
    """
    needs = _needs()
    with connection.cursor() as cursor:
        wrong: list[int] = []
        for need in needs:
            cursor.execute(_WRONG, {**need, "ids": None})
            wrong += [row[0] for row in cursor.fetchall()]
        cursor.execute(_LOCK, [wrong])
    return _write(needs, wrong)


def refresh_missing_of(product_ids: Sequence[int]) -> int:
    """The same of some sheets that this transaction has made, changed or locked."""
    return _write(_needs(), list(product_ids))


def _write(needs: Sequence[Mapping[str, list[Any]]], ids: list[int]) -> int:
    """One statement for all categories that need the same; sheets of which it is known already are not written."""
    written = 0
    with connection.cursor() as cursor:
        for need in needs if ids else ():
            cursor.execute(_WRITE, {**need, "ids": ids})
            written += cursor.rowcount
    return written


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
