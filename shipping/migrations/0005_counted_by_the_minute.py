from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0004_told_faults"),
    ]

    operations = [
        migrations.AlterField(
            model_name="freightfault",
            name="count",
            field=models.PositiveIntegerField(default=1, verbose_name="times met, counted once a minute"),
        ),
    ]
