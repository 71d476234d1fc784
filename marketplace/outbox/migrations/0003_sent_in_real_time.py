from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """When a message left by the real clock: what is old is forgotten by it, wherever the business clock stands."""

    dependencies = [("outbox", "0002_number_handovers")]

    operations = [
        migrations.AddField("outboxmessage", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(fields=["left_at"], name="outbox_message_left", condition=Q(left_at__isnull=False)),
        ),
    ]
