"""Files of prices (PRI01): the rows of an offer together are all the prices that it has from then on."""

from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.shops.models import Shop
from offers.choices import ChangeSource
from offers.imports.layout import PRICE_CODES, price_parts
from offers.models import MOST_PRICES, ImportRun
from offers.services.import_progress import Progress
from offers.services.import_rules import rules_of
from offers.services.import_staging import UNKNOWN, WITH_OTHERS, Staging, open_cursor
from offers.services.provenance import changing_offers

# Each price of each row; a row that names several channels has several.
_PRICES = """
    CREATE TEMP TABLE import_price ON COMMIT DROP AS
    SELECT stage.line, stage.sku, place.number, place.price,
        place.price ->> 'channel' = '' AND place.price ->> 'starts_at' IS NULL
            AND place.price ->> 'ends_at' IS NULL AS is_base
    FROM import_stage stage, jsonb_array_elements(stage.prices) WITH ORDINALITY AS place (price, number)
"""
_SET_FAULTS = """
    WITH sets AS (
        SELECT sku, count(*) FILTER (WHERE is_base) AS bases, count(*) AS amount,
            count(DISTINCT (price ->> 'channel', price ->> 'starts_at', price ->> 'ends_at')) AS places
        FROM import_price GROUP BY sku
    )
    SELECT stage.line, stage.sku,
        CASE WHEN places < amount THEN 'PRICE_TWICE' WHEN bases = 0 THEN 'NO_BASE_PRICE' ELSE 'TOO_MANY_PRICES' END, ''
    FROM import_stage stage JOIN sets USING (sku)
    WHERE (places < amount OR bases = 0 OR amount > %(most)s) AND sku NOT IN (SELECT sku FROM import_fault)
"""
# In the order of the keys, as baskets lock them, and no offer that has these prices already.
_SETS = """
    CREATE TEMP TABLE import_set ON COMMIT DROP AS
    SELECT offer.id, given.* FROM (
        SELECT sku, (base ->> 'price')::numeric AS price, (base ->> 'discount_price')::numeric AS discount_price,
            (base ->> 'discount_starts_at')::timestamptz AS discount_starts_at,
            (base ->> 'discount_ends_at')::timestamptz AS discount_ends_at, base -> 'volumes' AS volumes, others
        FROM (
            SELECT sku, (array_agg(price) FILTER (WHERE is_base))[1] AS base,
                coalesce(jsonb_agg(price ORDER BY line, number) FILTER (WHERE NOT is_base), '[]') AS others
            FROM import_price WHERE sku NOT IN (SELECT sku FROM import_fault) GROUP BY sku
        ) sets
    ) given
    JOIN offers_offer offer
        ON offer.shop_id = %(shop)s AND offer.shop_sku = given.sku AND offer.removed_at IS NULL
    WHERE (
        given.price, given.discount_price, given.discount_starts_at, given.discount_ends_at, given.volumes, given.others
    ) IS DISTINCT FROM (
        offer.price, offer.discount_price, offer.discount_starts_at, offer.discount_ends_at, offer.volume_prices,
        offer.other_prices
    )
    ORDER BY offer.id FOR NO KEY UPDATE OF offer
"""
_WRITE = """
    UPDATE offers_offer offer SET
        price = given.price, discount_price = given.discount_price, discount_starts_at = given.discount_starts_at,
        discount_ends_at = given.discount_ends_at, volume_prices = given.volumes, other_prices = given.others,
        updated_at = %(at)s
    FROM import_set given WHERE given.id = offer.id
"""
OFFERS_IN_ERROR = "offers_in_error"


def import_prices(run: ImportRun, progress: Progress) -> None:
    """Work off a file of prices. An offer with a wrong row keeps all its prices, and holds up no other. Raises
    ValidationFailed, Cancelled.
    """
    rules = rules_of(Shop.objects.get(pk=run.shop_id), clock.now())
    values: dict[str, Any] = {"shop": run.shop_id, "most": MOST_PRICES}
    with open_cursor() as cursor:
        staging = Staging(run, progress, cursor)
        layout = staging.load(lambda _columns: price_parts(rules), PRICE_CODES, "offer-sku")
        staging.need(layout, "prices")
        cursor.execute(_PRICES)
        staging.refuse(UNKNOWN, values)
        staging.refuse(_SET_FAULTS, values)
        staging.refuse(WITH_OTHERS)
        cursor.execute("SELECT count(DISTINCT sku) FROM import_fault")
        run.options = {**run.options, OFFERS_IN_ERROR: cursor.fetchone()[0]}
        # The report before the change: whoever buys one of these offers waits from there on.
        staging.finish(PRICE_CODES, leading=True)
        with transaction.atomic():
            cursor.execute(_SETS, values)
            # Of now, not of the start: who asks what changed since must not have asked in between.
            values["at"] = clock.now()
            with changing_offers(ChangeSource.IMPORT, run.requested_by):
                cursor.execute(_WRITE, values)
            run.updated = cursor.rowcount
            transaction.set_rollback(run.is_dry_run)
