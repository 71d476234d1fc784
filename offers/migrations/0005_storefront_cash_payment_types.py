import django.contrib.postgres.fields
from django.db import migrations, models

import offers.models.promotions


class Migration(migrations.Migration):
    dependencies = [("offers", "0004_pictures_policies_and_history")]

    operations = [
        migrations.AddField(
            model_name="storefront",
            name="cash_payment_types",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=offers.models.promotions.usual_cash_payment_types,
                help_text="Payment types that get the price for who pays at once.",
                size=None,
                verbose_name="paid at once",
            ),
        ),
    ]
