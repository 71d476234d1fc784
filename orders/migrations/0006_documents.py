from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_reductions")]

    operations = [
        migrations.AlterField(
            model_name="ordermail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "Order accepted"),
                    ("refused", "Order refused"),
                    ("shipped", "Shipped"),
                    ("delayed", "Delay declared"),
                    ("cancelled", "Order cancelled"),
                    ("document", "Document filed"),
                ],
                max_length=10,
                verbose_name="occasion",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("shipped_at__isnull", False), ("has_invoice", False), ("is_imported", False), ("is_fraud", False)
                ),
                fields=["shop", "shipped_at", "id"],
                name="orders_order_uninvoiced",
            ),
        ),
    ]
