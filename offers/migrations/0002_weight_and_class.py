import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0001_initial"),
        ("shipping", "0002_rates_and_calendars"),
    ]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="logistic_class",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the marketplace's first.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shipping.logisticclass",
                verbose_name="logistic class",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="weight_grams",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Needed where freight goes by weight.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(30000000),
                ],
                verbose_name="weight of one piece with its packing, g",
            ),
        ),
    ]
