from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offers", "0010_history_of_all_prices")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="is_refresh_due",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
