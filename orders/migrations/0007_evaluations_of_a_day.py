from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_documents"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["shop", "created_at"], name="orders_evaluation_day"),
        ),
    ]
