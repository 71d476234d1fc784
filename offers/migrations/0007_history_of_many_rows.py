from django.db import migrations

# Planned once in a session, for whichever change came first there: a plan for one row must not go through a file's rows
# pair by pair later.
PLAIN_PLAN = "ALTER FUNCTION offers_record_changes() SET enable_nestloop = off"
ANY_PLAN = "ALTER FUNCTION offers_record_changes() RESET enable_nestloop"


class Migration(migrations.Migration):
    dependencies = [("offers", "0006_offer_list_indexes")]

    operations = [migrations.RunSQL(PLAIN_PLAN, ANY_PLAN)]
