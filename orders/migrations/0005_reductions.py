from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_shipped_index")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="reductions",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
