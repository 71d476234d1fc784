from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0005_storefront_cash_payment_types"),
        ("shipping", "0005_counted_by_the_minute"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_active", False), ("removed_at__isnull", True)),
                fields=["shop", "id"],
                name="offers_offer_paused",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_active", True), ("removed_at__isnull", True), ("sellable_quantity", 0)),
                fields=["shop", "id"],
                name="offers_offer_out",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(
                    ("alert_in_force__gte", models.F("sellable_quantity")),
                    ("is_active", True),
                    ("removed_at__isnull", True),
                    ("sellable_quantity__gt", 0),
                ),
                fields=["shop", "id"],
                name="offers_offer_alert",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(
                    ("is_active", True),
                    ("removed_at__isnull", True),
                    models.Q(("available_from__isnull", False), ("available_until__isnull", False), _connector="OR"),
                ),
                fields=["shop", "id"],
                name="offers_offer_period",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["title", "id"], name="offers_product_title"),
        ),
    ]
