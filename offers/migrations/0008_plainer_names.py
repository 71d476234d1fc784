import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0007_history_of_many_rows"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attribute",
            name="is_variant",
            field=models.BooleanField(db_default=False, default=False, verbose_name="distinguishes variants"),
        ),
        migrations.AlterField(
            model_name="attributeuse",
            name="requirement_level",
            field=models.CharField(
                choices=[
                    ("REQUIRED", "Required"),
                    ("RECOMMENDED", "Recommended"),
                    ("OPTIONAL", "Optional"),
                    ("DISABLED", "Not used"),
                ],
                default="OPTIONAL",
                max_length=12,
                verbose_name="requirement level",
            ),
        ),
        migrations.AlterField(
            model_name="campaignentry",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="left the campaign"),
        ),
        migrations.AlterField(
            model_name="campaignentry",
            name="selection",
            field=models.JSONField(blank=True, default=list, verbose_name="selection"),
        ),
        migrations.AlterField(
            model_name="campaignentry",
            name="selection_type",
            field=models.CharField(
                choices=[
                    ("ALL", "All offers"),
                    ("OFFER", "Offers"),
                    ("PRODUCT", "Products"),
                    ("CATEGORY", "Categories"),
                    ("BRAND", "Brands"),
                    ("PURCHASED_ITEMS", "What was bought"),
                ],
                default="ALL",
                max_length=16,
                verbose_name="applies to",
            ),
        ),
        migrations.AlterField(
            model_name="columnmapping",
            name="target",
            field=models.CharField(
                blank=True, help_text="Empty: not imported.", max_length=64, verbose_name="Stands for"
            ),
        ),
        migrations.AlterField(
            model_name="exportrun",
            name="created_at",
            field=models.DateTimeField(verbose_name="asked for on"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="created_at",
            field=models.DateTimeField(verbose_name="sent on"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="deleted",
            field=models.PositiveIntegerField(default=0, verbose_name="rows removed"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="inserted",
            field=models.PositiveIntegerField(default=0, verbose_name="rows added"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="lines_in_success",
            field=models.PositiveIntegerField(default=0, verbose_name="lines accepted"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="unchanged",
            field=models.PositiveIntegerField(default=0, verbose_name="rows unchanged"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="updated",
            field=models.PositiveIntegerField(default=0, verbose_name="rows changed"),
        ),
        migrations.AlterField(
            model_name="offer",
            name="max_order_quantity",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="maximum order quantity",
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="min_order_quantity",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="minimum order quantity",
            ),
        ),
        migrations.AlterField(
            model_name="offerchange",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("PORTAL", "Portal"),
                    ("API", "API"),
                    ("IMPORT", "Import file"),
                    ("ORDER", "Order"),
                    ("OPERATOR", "Operator"),
                    ("", "Other"),
                ],
                max_length=8,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="offerfield",
            name="regex",
            field=models.CharField(blank=True, max_length=255, verbose_name="regular expression"),
        ),
        migrations.AlterField(
            model_name="offerfield",
            name="type",
            field=models.CharField(
                choices=[
                    ("STRING", "Text"),
                    ("TEXTAREA", "Long text"),
                    ("NUMERIC", "Number"),
                    ("BOOLEAN", "Yes or no"),
                    ("DATE", "Date"),
                    ("LINK", "Link"),
                    ("REGEX", "Text in a fixed format"),
                    ("LIST", "One of a list"),
                    ("MULTIPLE_VALUES_LIST", "Several of a list"),
                ],
                default="STRING",
                max_length=20,
                verbose_name="type",
            ),
        ),
        migrations.AlterField(
            model_name="promotion",
            name="reward_type",
            field=models.CharField(
                choices=[
                    ("PERCENTAGE_OFF", "Percentage off"),
                    ("AMOUNT_OFF", "Amount off"),
                    ("REDUCED_UNIT_PRICE", "Reduced unit price"),
                    ("FREE_ITEMS", "Free pieces"),
                ],
                default="PERCENTAGE_OFF",
                max_length=20,
                verbose_name="benefit",
            ),
        ),
        migrations.AlterField(
            model_name="promotion",
            name="selection",
            field=models.JSONField(blank=True, default=list, verbose_name="selection"),
        ),
        migrations.AlterField(
            model_name="promotion",
            name="selection_type",
            field=models.CharField(
                choices=[
                    ("ALL", "All offers"),
                    ("OFFER", "Offers"),
                    ("PRODUCT", "Products"),
                    ("CATEGORY", "Categories"),
                    ("BRAND", "Brands"),
                    ("PURCHASED_ITEMS", "What was bought"),
                ],
                default="ALL",
                max_length=16,
                verbose_name="applies to",
            ),
        ),
        migrations.AlterField(
            model_name="promotion",
            name="trigger_type",
            field=models.CharField(
                choices=[
                    ("MINIMUM_QUANTITY", "From a quantity on"),
                    ("EVERY_QUANTITY", "For every number of pieces"),
                    ("MINIMUM_AMOUNT", "From an amount on"),
                    ("EVERY_AMOUNT", "For every amount of"),
                ],
                default="MINIMUM_QUANTITY",
                max_length=20,
                verbose_name="triggered by",
            ),
        ),
        migrations.AlterField(
            model_name="promotion",
            name="trigger_value",
            field=models.DecimalField(
                decimal_places=2, default=1, max_digits=12, verbose_name="from a quantity or amount of"
            ),
        ),
    ]
