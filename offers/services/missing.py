"""What sheets lack, set right where the uses of attributes change or sheets come in by the thousand (R018)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from offers.models import Category
from offers.services.catalogue import all_uses, category_tree, used_along

# Sheets of one transaction: a second of work, for which files of products wait.
_AT_ONCE = 5_000
_CATEGORIES_AT_ONCE = 200
_SLICE_SECONDS = 3.0
# Codes and roles of what a sheet needs, in the order in which it is told.
_Needed = tuple[tuple[str, str], ...]
_Need = Mapping[str, list[Any]]

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
# One that has gone to another category since it was looked for needs what that one says.
_GIVEN = """
    unnest(%(ids)s::bigint[]) AS given (id) JOIN offers_product product USING (id)
    WHERE product.category_id = ANY(%(categories)s)
"""
_WRONG = f"""
    SELECT sheet.id FROM offers_product sheet JOIN ({_FOUND.format(these=_OF_CATEGORIES)}) found USING (id)
    WHERE sheet.missing_attributes IS DISTINCT FROM found.missing
    LIMIT %(limit)s
"""  # noqa: S608
_WRITE = f"""
    UPDATE offers_product sheet SET missing_attributes = found.missing FROM ({_FOUND.format(these=_GIVEN)}) found
    WHERE sheet.id = found.id AND sheet.missing_attributes IS DISTINCT FROM found.missing
"""  # noqa: S608
_LOCK = "SELECT count(*) FROM (SELECT id FROM offers_product WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) locked"
_BY_CATEGORY = "SELECT category_id, array_agg(id) FROM offers_product WHERE id = ANY(%s) GROUP BY category_id"


def refresh_missing() -> None:
    """Have said anew of every sheet what it lacks: by the sweep, as a hundred thousand sheets take it half a minute."""
    Category.objects.update(is_refresh_due=True)


def refresh_due() -> int:
    """Do that for a slice of time; returns how many sheets and categories were looked after."""
    stop_at = perf_counter() + _SLICE_SECONDS
    done = 0
    while (settled := _refresh_next()) and perf_counter() < stop_at:
        done += settled
    return done + settled


def count_refresh_due() -> int:
    """Categories of whose sheets it has still to be said."""
    return Category.objects.filter(is_refresh_due=True).count()


@transaction.atomic
def _refresh_next() -> int:
    """Some sheets of the first categories that are due. They are locked in the order of their keys first, as files of
    products do: the two would else wait for each other.
    """
    due = Category.objects.select_for_update(skip_locked=True, no_key=True).filter(is_refresh_due=True).order_by("pk")
    categories = list(due.values_list("pk", flat=True)[:_CATEGORIES_AT_ONCE])
    wrong: list[tuple[_Need, list[int]]] = []
    left = _AT_ONCE
    with connection.cursor() as cursor:
        for need in _needs(categories):
            cursor.execute(_WRONG, {**need, "limit": left})
            ids = [row[0] for row in cursor.fetchall()]
            wrong.append((need, ids))
            left -= len(ids)
        cursor.execute(_LOCK, [[key for _need, ids in wrong for key in ids]])
    written = sum(_write(need, ids) for need, ids in wrong)
    if left:
        Category.objects.filter(pk__in=categories).update(is_refresh_due=False)
    return written + len(categories)


def refresh_missing_of(product_ids: Sequence[int]) -> int:
    """The same at once of some sheets that this transaction has made, changed or locked; how many were wrong."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CATEGORY, [list(product_ids)])
        found = dict(cursor.fetchall())
    of_need = [(need, [key for each in need["categories"] for key in found[each]]) for need in _needs(found)]
    return sum(_write(need, ids) for need, ids in of_need)


def _write(need: _Need, ids: list[int]) -> int:
    """One statement for all sheets that need the same; those of which it is known already are not written."""
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {**need, "ids": ids})
        return int(cursor.rowcount)


def _needs(category_ids: Collection[int]) -> list[_Need]:
    """What sheets of these categories need, those together that need the same."""
    if not category_ids:
        return []
    tree, uses = category_tree(), all_uses()
    alike: dict[_Needed, list[int]] = defaultdict(list)
    for pk in category_ids:
        used = used_along(tree.line(pk), uses)
        alike[tuple((each.code, each.role) for each in used if each.is_needed)].append(pk)
    return [
        {"codes": [code for code, _role in needed], "roles": [role for _code, role in needed], "categories": pks}
        for needed, pks in alike.items()
    ]
