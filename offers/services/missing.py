"""What sheets lack, set right where the uses of attributes change or sheets come in by the thousand (R018)."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from offers.models import Category
from offers.services.catalogue import all_uses, category_tree, used_along

# Codes and roles of what a sheet needs, in the order in which it is told.
_Needed = tuple[tuple[str, str], ...]

_SQL = """
    UPDATE offers_product sheet SET missing_attributes = found.missing
    FROM (
        SELECT product.id, ARRAY(
            SELECT needed.code FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS needed(code, role, place)
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
        WHERE product.category_id = ANY(%s) AND (%s::bigint[] IS NULL OR product.id = ANY(%s))
    ) found
    WHERE sheet.id = found.id AND sheet.missing_attributes IS DISTINCT FROM found.missing
"""


def refresh_missing(product_ids: Sequence[int] | None = None) -> int:
    """Say anew of every sheet, or of these, what it lacks. One statement for all categories that need the same; sheets
    of which it is known already are not written. Returns how many were.
    """
    ids = list(product_ids) if product_ids is not None else None
    written = 0
    with connection.cursor() as cursor:
        for needed, category_ids in _categories_by_need().items():
            codes, roles = [code for code, _role in needed], [role for _code, role in needed]
            cursor.execute(_SQL, [codes, roles, category_ids, ids, ids])
            written += cursor.rowcount
    return written


def _categories_by_need() -> dict[_Needed, list[int]]:
    tree, uses = category_tree(), all_uses()
    found: dict[_Needed, list[int]] = defaultdict(list)
    for pk in Category.objects.values_list("pk", flat=True):
        used = used_along(tree.line(pk), uses)
        found[tuple((each.code, each.role) for each in used if each.is_needed)].append(pk)
    return found
