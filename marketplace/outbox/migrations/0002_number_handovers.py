from django.db import migrations


class Migration(migrations.Migration):
    """The sequence that numbers first claims: files of mail sort by hand-over, whatever worker wrote them."""

    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE outbox_handover", "DROP SEQUENCE outbox_handover")]
