from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0008_plainer_names"),
    ]

    operations = [
        # Trusted since PostgreSQL 13: the database's owner may create it.
        TrigramExtension(),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["brand", "id"], name="offers_product_brand"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=GinIndex(
                OpClass(Upper("title"), name="gin_trgm_ops"),
                OpClass(Upper("brand"), name="gin_trgm_ops"),
                OpClass(Upper("product_sku"), name="gin_trgm_ops"),
                name="offers_product_words",
            ),
        ),
        # Until an index of expressions is analysed, every word is taken for a common one.
        migrations.RunSQL("ANALYZE offers_product", migrations.RunSQL.noop),
    ]
