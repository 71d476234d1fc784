from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_evaluations_of_a_day")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("is_fraud", False), ("state", "SHIPPING")),
                fields=["shop", "ship_by"],
                include=["channel", "created_at"],
                name="orders_order_unshipped",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("is_fraud", False),
                    ("received_at__isnull", True),
                    ("state__in", ["SHIPPING", "SHIPPED", "TO_COLLECT"]),
                ),
                fields=["shop", "promise_latest"],
                include=["channel", "created_at"],
                name="orders_order_undelivered",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                models.F("shop"),
                Coalesce("accepted_at", "acceptance_due_at"),
                condition=models.Q(("is_fraud", False), ("is_imported", False), ("state", "REFUSED")),
                name="orders_order_refusals",
            ),
        ),
    ]
