from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0003_known_carriers"),
    ]

    operations = [
        migrations.AddField(
            model_name="freightfault",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="told"),
        ),
        migrations.AddIndex(
            model_name="freightfault",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)), fields=["id"], name="shipping_freightfault_untold"
            ),
        ),
    ]
