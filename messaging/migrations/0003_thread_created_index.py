from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_inbound_mail")]

    operations = [
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["shop", "created_at", "id"], name="messaging_thread_created"),
        ),
    ]
