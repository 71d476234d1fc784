"""Tell former installs how the starting set's carriers number, deliver, and where; what was filled in stays."""

from django.db import migrations

from shipping.starting_set import CARRIERS


def fill_in(apps, schema_editor):
    """Only carriers of which the operator has said nothing yet, which is all of them where the columns are new."""
    carriers = apps.get_model("shipping", "Carrier").objects.filter(number_shapes=[], service_days=[], countries=[])
    for known in CARRIERS:
        carriers.filter(code=known.code).update(
            number_shapes=list(known.number_shapes),
            service_days=list(known.service_days),
            countries=list(known.countries),
        )


class Migration(migrations.Migration):
    dependencies = [("shipping", "0002_rates_and_calendars")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
