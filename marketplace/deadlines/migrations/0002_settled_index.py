from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                fields=["shop", "-closed_at", "-id"],
                name="deadlines_deadline_settled",
                condition=Q(closed_at__isnull=False),
            ),
        ),
    ]
