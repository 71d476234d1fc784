from django.db import migrations, models

# As in 0004, with the other prices: prices by quantity, by channel and time, and the dates of the reduction.
HISTORY = """
    CREATE OR REPLACE FUNCTION offers_record_changes() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
    BEGIN
        INSERT INTO offers_offerchange (
            shop_id, offer_id, at, source, who, price_before, price, discount_before, discount_price,
            quantity_before, quantity, prices_before, prices
        )
        SELECT latter.shop_id, latter.id, latter.updated_at,
            coalesce(current_setting('trastienda.source', true), ''),
            left(coalesce(current_setting('trastienda.who', true), ''), 150),
            former.price, latter.price, former.discount_price, latter.discount_price,
            former.quantity, latter.quantity,
            CASE WHEN moved.prices THEN jsonb_build_object(
                'discount_starts_at', former.discount_starts_at, 'discount_ends_at', former.discount_ends_at,
                'volume_prices', former.volume_prices, 'other_prices', former.other_prices
            ) END,
            CASE WHEN moved.prices THEN jsonb_build_object(
                'discount_starts_at', latter.discount_starts_at, 'discount_ends_at', latter.discount_ends_at,
                'volume_prices', latter.volume_prices, 'other_prices', latter.other_prices
            ) END
        FROM former JOIN latter USING (id)
        CROSS JOIN LATERAL (SELECT
            former.volume_prices <> latter.volume_prices OR former.other_prices <> latter.other_prices
            OR former.discount_starts_at IS DISTINCT FROM latter.discount_starts_at
            OR former.discount_ends_at IS DISTINCT FROM latter.discount_ends_at AS prices
        ) moved
        WHERE former.quantity <> latter.quantity OR former.price <> latter.price
            OR former.discount_price IS DISTINCT FROM latter.discount_price OR moved.prices;
        RETURN NULL;
    END
    $$;
"""

FORMER = """
    CREATE OR REPLACE FUNCTION offers_record_changes() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
    BEGIN
        INSERT INTO offers_offerchange (
            shop_id, offer_id, at, source, who, price_before, price, discount_before, discount_price,
            quantity_before, quantity
        )
        SELECT latter.shop_id, latter.id, latter.updated_at,
            coalesce(current_setting('trastienda.source', true), ''),
            left(coalesce(current_setting('trastienda.who', true), ''), 150),
            former.price, latter.price, former.discount_price, latter.discount_price,
            former.quantity, latter.quantity
        FROM former JOIN latter USING (id)
        WHERE former.quantity <> latter.quantity OR former.price <> latter.price
            OR former.discount_price IS DISTINCT FROM latter.discount_price;
        RETURN NULL;
    END
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("offers", "0009_products_by_word")]

    operations = [
        migrations.AddField("offerchange", "prices_before", models.JSONField(null=True)),
        migrations.AddField("offerchange", "prices", models.JSONField(null=True, verbose_name="other prices")),
        migrations.RunSQL(HISTORY, FORMER),
    ]
