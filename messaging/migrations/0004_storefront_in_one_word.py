from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_thread_created_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="source",
            field=models.CharField(
                choices=[
                    ("STOREFRONT", "Storefront"),
                    ("MAIL", "Mail"),
                    ("PORTAL", "Portal"),
                    ("API", "API"),
                    ("ADMIN", "Operator's admin"),
                ],
                max_length=10,
                verbose_name="came by",
            ),
        ),
    ]
