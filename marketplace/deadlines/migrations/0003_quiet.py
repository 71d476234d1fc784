from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0002_settled_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="quiet_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="quiet until"),
        ),
    ]
