from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_delays")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("shipped_at__isnull", False)),
                fields=["shop", "-shipped_at", "-id"],
                name="orders_order_shipped",
            ),
        ),
    ]
