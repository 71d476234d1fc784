from django.db import migrations

from marketplace.tenancy import EnableRowSecurity
from offers.gtin import plain_gtin

TENANT_TABLES = [
    "campaigndiscount",
    "campaignentry",
    "categorymapping",
    "columnmapping",
    "exportrun",
    "faqentry",
    "importrun",
    "offerchange",
    "offersettings",
    "promotion",
    "sellerproduct",
]

# One statement's changes at once, whichever way they came; `at` is the business time that every writer sets.
HISTORY = """
    CREATE FUNCTION offers_record_changes() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER offers_offer_changed AFTER UPDATE ON offers_offer
    REFERENCING OLD TABLE AS former NEW TABLE AS latter
    FOR EACH STATEMENT EXECUTE FUNCTION offers_record_changes();
"""

NO_HISTORY = """
    DROP TRIGGER offers_offer_changed ON offers_offer;
    DROP FUNCTION offers_record_changes();
"""


def keep_plain_numbers(apps, schema_editor):
    """UPCs become the EANs that they are, unless another sheet has the EAN already."""
    products = apps.get_model("offers", "Product").objects
    for product in products.exclude(ean="").only("ean").iterator():
        plain = plain_gtin(product.ean)
        if plain and plain != product.ean and not products.filter(ean=plain).exists():
            products.filter(pk=product.pk).update(ean=plain)


class Migration(migrations.Migration):
    dependencies = [("offers", "0003_catalogue_prices_and_files")]

    operations = [
        migrations.RunSQL(
            "UPDATE offers_product SET media_urls = ARRAY[media_url] WHERE media_url <> ''",
            "UPDATE offers_product SET media_url = coalesce(media_urls[1], '')",
        ),
        migrations.RunPython(keep_plain_numbers, migrations.RunPython.noop),
        migrations.RemoveField(model_name="product", name="media_url"),
        *[EnableRowSecurity(f"offers_{table}") for table in TENANT_TABLES],
        migrations.RunSQL(HISTORY, NO_HISTORY),
    ]
