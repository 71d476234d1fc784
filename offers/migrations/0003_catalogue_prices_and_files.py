import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0002_weight_and_class"),
        ("shipping", "0005_counted_by_the_minute"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=150, verbose_name="name")),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text='Such as {"es": "Hogar", "de": "Haushalt"}.',
                        verbose_name="names by language",
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True, verbose_name="code")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("TEXT", "Text"),
                            ("LONG_TEXT", "Long text"),
                            ("INTEGER", "Whole number"),
                            ("DECIMAL", "Number"),
                            ("MEASUREMENT", "Number with a unit"),
                            ("BOOLEAN", "Yes or no"),
                            ("DATE", "Date"),
                            ("LINK", "Link"),
                            ("MEDIA", "Picture by its address"),
                            ("LIST", "One of a list"),
                            ("LIST_MULTIPLE_VALUES", "Several of a list"),
                        ],
                        default="TEXT",
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="Of a measurement, such as cm or kg.", max_length=20, verbose_name="unit"
                    ),
                ),
                (
                    "max_length",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="longest text",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("TITLE", "Title"),
                            ("BRAND", "Brand"),
                            ("DESCRIPTION", "Description"),
                            ("EAN", "EAN"),
                            ("CATEGORY", "Category"),
                            ("UNIQUE_IDENTIFIER", "Seller's product number"),
                            ("MAIN_IMAGE", "Main picture"),
                        ],
                        help_text="Which field of every sheet it fills, where it fills one.",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("example", models.CharField(blank=True, max_length=255, verbose_name="example")),
                (
                    "is_variant",
                    models.BooleanField(db_default=False, default=False, verbose_name="tells variants apart"),
                ),
            ],
            options={
                "verbose_name": "attribute",
                "verbose_name_plural": "attributes",
                "ordering": ["label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AttributeUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "requirement_level",
                    models.CharField(
                        choices=[
                            ("REQUIRED", "Required"),
                            ("RECOMMENDED", "Recommended"),
                            ("OPTIONAL", "Optional"),
                            ("DISABLED", "Not used"),
                        ],
                        default="OPTIONAL",
                        max_length=12,
                        verbose_name="needed",
                    ),
                ),
                ("position", models.PositiveIntegerField(db_default=0, default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "use of an attribute",
                "verbose_name_plural": "uses of attributes",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("join_until", models.DateTimeField(blank=True, null=True, verbose_name="to be joined until")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("TOTAL_PRICE", "Price"),
                                ("CASH_PRICE", "Price paid at once"),
                                ("FREIGHT", "Freight"),
                                ("PAYMENT_METHOD", "Price by a payment method"),
                            ],
                            max_length=16,
                        ),
                        size=None,
                        verbose_name="kinds of discount",
                    ),
                ),
                (
                    "least_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=1,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="discount of at least, %",
                    ),
                ),
                (
                    "payment_methods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Those which a discount on a payment method may name.",
                        size=None,
                        verbose_name="payment methods",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("updated_at", models.DateTimeField(verbose_name="changed")),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignDiscount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TOTAL_PRICE", "Price"),
                            ("CASH_PRICE", "Price paid at once"),
                            ("FREIGHT", "Freight"),
                            ("PAYMENT_METHOD", "Price by a payment method"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("payment_method", models.CharField(blank=True, max_length=40, verbose_name="payment method")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="discount, %",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign discount",
                "verbose_name_plural": "campaign discounts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "selection_type",
                    models.CharField(
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
                        verbose_name="holds for",
                    ),
                ),
                ("selection", models.JSONField(blank=True, default=list, verbose_name="named")),
                ("joined_at", models.DateTimeField(verbose_name="joined")),
                ("joined_by", models.CharField(max_length=150, verbose_name="joined by")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
            ],
            options={
                "verbose_name": "campaign entry",
                "verbose_name_plural": "campaign entries",
                "ordering": ["-joined_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CategoryMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=255, verbose_name="in your file")),
            ],
            options={
                "verbose_name": "category mapping",
                "verbose_name_plural": "category mappings",
                "ordering": ["text", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.CharField(max_length=255, verbose_name="column of your file")),
                (
                    "target",
                    models.CharField(blank=True, help_text="Empty: not read.", max_length=64, verbose_name="is"),
                ),
            ],
            options={
                "verbose_name": "column mapping",
                "verbose_name_plural": "column mappings",
                "ordering": ["column", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tracking_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("RUNNING", "Running"),
                            ("COMPLETE", "Finished"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict)),
                ("requested_by", models.CharField(blank=True, max_length=150, verbose_name="asked for by")),
                ("language", models.CharField(default="en", max_length=5)),
                (
                    "paths",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255), blank=True, default=list, size=None
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="asked for")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FaqEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(db_default=0, default=0, verbose_name="position")),
                ("question", models.CharField(max_length=255, verbose_name="question")),
                ("answer", models.TextField(max_length=4000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "question and answer",
                "verbose_name_plural": "questions and answers",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tracking_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OFFERS", "Offers"),
                            ("PRICES", "Prices"),
                            ("STOCK", "Stock"),
                            ("PRODUCTS", "Products"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("API", "API"), ("FRONT", "Portal")], max_length=8, verbose_name="came by"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("NORMAL", "Add and change"), ("REPLACE", "Replace everything")],
                        default="NORMAL",
                        max_length=8,
                        verbose_name="mode",
                    ),
                ),
                ("is_dry_run", models.BooleanField(default=False, verbose_name="trial")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("RUNNING", "Running"),
                            ("COMPLETE", "Finished"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("options", models.JSONField(blank=True, default=dict)),
                ("requested_by", models.CharField(blank=True, max_length=150, verbose_name="sent by")),
                ("user_id", models.BigIntegerField(blank=True, null=True)),
                ("language", models.CharField(default="en", max_length=5)),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size, bytes")),
                ("path", models.CharField(max_length=255)),
                ("error_path", models.CharField(blank=True, default="", max_length=255)),
                ("transformed_path", models.CharField(blank=True, default="", max_length=255)),
                ("transformation_error_path", models.CharField(blank=True, default="", max_length=255)),
                ("new_products_path", models.CharField(blank=True, default="", max_length=255)),
                ("lines_read", models.PositiveIntegerField(default=0, verbose_name="lines read")),
                ("lines_in_success", models.PositiveIntegerField(default=0, verbose_name="lines taken")),
                ("lines_in_error", models.PositiveIntegerField(default=0, verbose_name="lines refused")),
                ("lines_with_warning", models.PositiveIntegerField(default=0, verbose_name="lines with a warning")),
                ("inserted", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("deleted", models.PositiveIntegerField(default=0, verbose_name="removed")),
                ("created_at", models.DateTimeField(verbose_name="sent")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "cancel_requested_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="cancellation asked for"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="MerchandiseNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=150, verbose_name="name")),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text='Such as {"es": "Hogar", "de": "Haushalt"}.',
                        verbose_name="names by language",
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "merchandise structure node",
                "verbose_name_plural": "merchandise structure",
                "ordering": ["label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OfferChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PORTAL", "Portal"),
                            ("API", "API"),
                            ("IMPORT", "Import"),
                            ("ORDER", "Order"),
                            ("OPERATOR", "Operator"),
                            ("", "Other"),
                        ],
                        max_length=8,
                        verbose_name="by",
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=150, verbose_name="who")),
                ("price_before", models.DecimalField(decimal_places=2, max_digits=12)),
                ("price", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="price")),
                ("discount_before", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                (
                    "discount_price",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="reduced price"),
                ),
                ("quantity_before", models.PositiveIntegerField()),
                ("quantity", models.PositiveIntegerField(verbose_name="stock")),
            ],
            options={
                "verbose_name": "change of an offer",
                "verbose_name_plural": "changes of offers",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="OfferField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=64, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="description")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("STRING", "Text"),
                            ("TEXTAREA", "Long text"),
                            ("NUMERIC", "Number"),
                            ("BOOLEAN", "Yes or no"),
                            ("DATE", "Date"),
                            ("LINK", "Link"),
                            ("REGEX", "Text of a form"),
                            ("LIST", "One of a list"),
                            ("MULTIPLE_VALUES_LIST", "Several of a list"),
                        ],
                        default="STRING",
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "accepted_values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="values of a list",
                    ),
                ),
                (
                    "regex",
                    models.CharField(
                        blank=True, help_text="A regular expression.", max_length=255, verbose_name="form"
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                ("default_value", models.CharField(blank=True, max_length=255, verbose_name="default")),
            ],
            options={
                "verbose_name": "custom field of offers",
                "verbose_name_plural": "custom fields of offers",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="OfferSettings",
            fields=[
                (
                    "shop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="shops.shop",
                    ),
                ),
                (
                    "safety_stock",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        help_text="Pieces of every offer that are kept back from sale, unless the offer says otherwise.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                        verbose_name="safety stock",
                    ),
                ),
                (
                    "stock_alert",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="You are told once when no more pieces than this are left for sale. Empty: never.",
                        null=True,
                        verbose_name="alert at",
                    ),
                ),
                (
                    "is_integrated",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="An integrator owns the products: they are read-only in the portal.",
                        verbose_name="integrated",
                    ),
                ),
                (
                    "description_template",
                    models.TextField(blank=True, db_default="", verbose_name="description template"),
                ),
                (
                    "image_urls",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(max_length=500),
                        blank=True,
                        db_default=[],
                        default=list,
                        size=2,
                        verbose_name="informative images",
                    ),
                ),
                ("warranty", models.TextField(blank=True, db_default="", verbose_name="warranty")),
                ("delivery_note", models.TextField(blank=True, db_default="", verbose_name="about delivery")),
            ],
            options={
                "verbose_name": "offer settings",
                "verbose_name_plural": "offer settings",
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "selection_type",
                    models.CharField(
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
                        verbose_name="holds for",
                    ),
                ),
                ("selection", models.JSONField(blank=True, default=list, verbose_name="named")),
                ("internal_id", models.CharField(max_length=64, verbose_name="number")),
                ("internal_description", models.CharField(blank=True, max_length=255, verbose_name="name")),
                ("public_descriptions", models.JSONField(blank=True, default=dict, verbose_name="public descriptions")),
                (
                    "channel_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="channels",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                (
                    "trigger_type",
                    models.CharField(
                        choices=[
                            ("MINIMUM_QUANTITY", "From a quantity on"),
                            ("EVERY_QUANTITY", "Every so many pieces"),
                            ("MINIMUM_AMOUNT", "From an amount on"),
                            ("EVERY_AMOUNT", "Every such amount"),
                        ],
                        default="MINIMUM_QUANTITY",
                        max_length=20,
                        verbose_name="triggered by",
                    ),
                ),
                ("trigger_value", models.DecimalField(decimal_places=2, default=1, max_digits=12, verbose_name="from")),
                ("same_item", models.BooleanField(default=True, verbose_name="of one and the same offer")),
                (
                    "reward_type",
                    models.CharField(
                        choices=[
                            ("PERCENTAGE_OFF", "Percentage off"),
                            ("AMOUNT_OFF", "Amount off"),
                            ("REDUCED_UNIT_PRICE", "Reduced unit price"),
                            ("FREE_ITEMS", "Free pieces"),
                        ],
                        default="PERCENTAGE_OFF",
                        max_length=20,
                        verbose_name="gives",
                    ),
                ),
                ("reward_value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="how much")),
                (
                    "max_quantity_to_discount",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="pieces reduced at most"),
                ),
                ("reward_selection_type", models.CharField(default="PURCHASED_ITEMS", max_length=16)),
                ("reward_selection", models.JSONField(blank=True, default=list)),
                (
                    "promo_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="codes",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("updated_at", models.DateTimeField(verbose_name="changed")),
            ],
            options={
                "verbose_name": "promotion",
                "verbose_name_plural": "promotions",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SellerProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_product_sku", models.CharField(max_length=64, verbose_name="your product number")),
            ],
            options={
                "verbose_name": "seller's product number",
                "verbose_name_plural": "sellers' product numbers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Storefront",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=100, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "storefront",
                "verbose_name_plural": "storefronts",
                "ordering": ["label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ValueList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=150, verbose_name="name")),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text='Such as {"es": "Hogar", "de": "Haushalt"}.',
                        verbose_name="names by language",
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "list of values",
                "verbose_name_plural": "lists of values",
                "ordering": ["label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ValueListItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=150, verbose_name="name")),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text='Such as {"es": "Hogar", "de": "Haushalt"}.',
                        verbose_name="names by language",
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="code")),
                ("position", models.PositiveIntegerField(db_default=0, default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "value",
                "verbose_name_plural": "values",
                "ordering": ["position", "label", "pk"],
            },
        ),
        migrations.AddField(
            model_name="category",
            name="translations",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text='Such as {"es": "Hogar", "de": "Haushalt"}.',
                verbose_name="names by language",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="additional_fields",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="custom fields"),
        ),
        migrations.AddField(
            model_name="offer",
            name="alert_in_force",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="offer",
            name="allow_quote_requests",
            field=models.BooleanField(db_default=False, default=False, verbose_name="takes quote requests"),
        ),
        migrations.AddField(
            model_name="offer",
            name="available_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="on sale from"),
        ),
        migrations.AddField(
            model_name="offer",
            name="available_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="on sale until"),
        ),
        migrations.AddField(
            model_name="offer",
            name="discount_ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reduced until"),
        ),
        migrations.AddField(
            model_name="offer",
            name="discount_price",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                verbose_name="reduced price",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="discount_starts_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reduced from"),
        ),
        migrations.AddField(
            model_name="offer",
            name="favorite_rank",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="rank among favourites"),
        ),
        migrations.AddField(
            model_name="offer",
            name="low_told_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="offer",
            name="max_order_quantity",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="largest order",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="min_order_quantity",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="least order",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="other_prices",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="prices by channel and time"),
        ),
        migrations.AddField(
            model_name="offer",
            name="package_quantity",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="sold in packs of",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="price_additional_info",
            field=models.CharField(blank=True, db_default="", max_length=255, verbose_name="about the price"),
        ),
        migrations.AddField(
            model_name="offer",
            name="safety_in_force",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="offer",
            name="safety_stock",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty: the shop's default.", null=True, verbose_name="safety stock"
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="shops.shop",
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="sheet_confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sheet confirmed"),
        ),
        migrations.AddField(
            model_name="offer",
            name="sheet_confirmed_by",
            field=models.CharField(blank=True, db_default="", max_length=150, verbose_name="sheet confirmed by"),
        ),
        migrations.AddField(
            model_name="offer",
            name="stock_alert",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty: the shop's default.", null=True, verbose_name="alert at"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="volume_prices",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="volume prices"),
        ),
        migrations.AddField(
            model_name="product",
            name="attributes",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="attributes"),
        ),
        migrations.AddField(
            model_name="product",
            name="media_urls",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(max_length=500),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="pictures",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="missing_attributes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="missing attributes",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["shop", "updated_at", "id"], name="offers_offer_changed"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("discount_price__isnull", True), ("discount_price__gt", 0), _connector="OR"),
                name="offers_offer_discount_positive",
            ),
        ),
        migrations.AddField(
            model_name="attributeuse",
            name="attribute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="uses",
                to="offers.attribute",
                verbose_name="attribute",
            ),
        ),
        migrations.AddField(
            model_name="attributeuse",
            name="category",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: every category.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attribute_uses",
                to="offers.category",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="campaigndiscount",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="campaignentry",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="offers.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AddField(
            model_name="campaignentry",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="campaigndiscount",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="discounts", to="offers.campaignentry"
            ),
        ),
        migrations.AddField(
            model_name="categorymapping",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="offers.category",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="categorymapping",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="columnmapping",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="exportrun",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="faqentry",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="offers.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="faqentry",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="waits_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="offers.importrun",
            ),
        ),
        migrations.AddField(
            model_name="merchandisenode",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="offers.merchandisenode",
                verbose_name="parent",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="merchandise",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="categories",
                to="offers.merchandisenode",
                verbose_name="merchandise structure",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="merchandise",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: that of its category.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="offers.merchandisenode",
                verbose_name="merchandise structure",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["missing_attributes"], name="offers_product_missing"
            ),
        ),
        migrations.AddField(
            model_name="offerchange",
            name="offer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="offers.offer",
            ),
        ),
        migrations.AddField(
            model_name="offerchange",
            name="shop",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="shops.shop",
            ),
        ),
        migrations.AddConstraint(
            model_name="offerfield",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "type__in",
                        [
                            "STRING",
                            "TEXTAREA",
                            "NUMERIC",
                            "BOOLEAN",
                            "DATE",
                            "LINK",
                            "REGEX",
                            "LIST",
                            "MULTIPLE_VALUES_LIST",
                        ],
                    )
                ),
                name="offers_offerfield_type_known",
            ),
        ),
        migrations.AddField(
            model_name="promotion",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="sellerproduct",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="offers.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="sellerproduct",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="storefront",
            name="channel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shops.channel",
                verbose_name="channel",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="storefront",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="campaigns",
                to="offers.storefront",
                verbose_name="storefront",
            ),
        ),
        migrations.AddField(
            model_name="attribute",
            name="value_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attributes",
                to="offers.valuelist",
                verbose_name="list of values",
            ),
        ),
        migrations.AddField(
            model_name="valuelistitem",
            name="value_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="offers.valuelist"
            ),
        ),
        migrations.AddConstraint(
            model_name="attributeuse",
            constraint=models.UniqueConstraint(
                fields=("attribute", "category"), name="offers_attributeuse_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="attributeuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("requirement_level__in", ["REQUIRED", "RECOMMENDED", "OPTIONAL", "DISABLED"])),
                name="offers_attributeuse_level_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True)),
                fields=("shop", "campaign"),
                name="offers_campaignentry_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigndiscount",
            constraint=models.UniqueConstraint(
                fields=("entry", "kind", "payment_method"), name="offers_campaigndiscount_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigndiscount",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="offers_campaigndiscount_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigndiscount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "PAYMENT_METHOD"), ("payment_method__gt", "")),
                    models.Q(models.Q(("kind", "PAYMENT_METHOD"), _negated=True), ("payment_method", "")),
                    _connector="OR",
                ),
                name="offers_campaigndiscount_payment_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorymapping",
            constraint=models.UniqueConstraint(fields=("shop", "text"), name="offers_categorymapping_text"),
        ),
        migrations.AddConstraint(
            model_name="columnmapping",
            constraint=models.UniqueConstraint(fields=("shop", "column"), name="offers_columnmapping_column"),
        ),
        migrations.AddIndex(
            model_name="exportrun",
            index=models.Index(
                condition=models.Q(("state__in", ["WAITING", "RUNNING"])), fields=["id"], name="offers_exportrun_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="exportrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["WAITING", "RUNNING", "COMPLETE", "FAILED", "CANCELLED"])),
                name="offers_exportrun_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="faqentry",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("question", ""), _negated=True), models.Q(("answer", ""), _negated=True)),
                name="offers_faqentry_not_empty",
            ),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["shop", "kind", "-id"], name="offers_importrun_of_shop"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(
                condition=models.Q(("state__in", ["WAITING", "RUNNING"])),
                fields=["shop", "id"],
                name="offers_importrun_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["WAITING", "RUNNING", "COMPLETE", "FAILED", "CANCELLED"])),
                name="offers_importrun_state_known",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="sellable_quantity",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Greatest(
                    django.db.models.expressions.CombinedExpression(
                        models.F("quantity"), "-", models.F("safety_in_force")
                    ),
                    models.Value(0),
                ),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="offerchange",
            index=models.Index(fields=["offer", "-id"], name="offers_offerchange_of_offer"),
        ),
        migrations.AddIndex(
            model_name="promotion",
            index=models.Index(fields=["shop", "ends_at"], name="offers_promotion_running"),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.UniqueConstraint(fields=("shop", "internal_id"), name="offers_promotion_internal_id"),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="offers_promotion_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reward_value__gt", 0)), name="offers_promotion_reward"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger_value__gt", 0)), name="offers_promotion_trigger"
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerproduct",
            constraint=models.UniqueConstraint(
                fields=("shop", "shop_product_sku"), name="offers_sellerproduct_sku_per_shop"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="offers_campaign_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="attribute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "type__in",
                        [
                            "TEXT",
                            "LONG_TEXT",
                            "INTEGER",
                            "DECIMAL",
                            "MEASUREMENT",
                            "BOOLEAN",
                            "DATE",
                            "LINK",
                            "MEDIA",
                            "LIST",
                            "LIST_MULTIPLE_VALUES",
                        ],
                    )
                ),
                name="offers_attribute_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attribute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("type__in", ["LIST", "LIST_MULTIPLE_VALUES"]), _negated=True),
                    ("value_list__isnull", False),
                    _connector="OR",
                ),
                name="offers_attribute_list_has_values",
            ),
        ),
        migrations.AddConstraint(
            model_name="attribute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", ""), _negated=True), fields=("role",), name="offers_attribute_role_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="valuelistitem",
            constraint=models.UniqueConstraint(fields=("value_list", "code"), name="offers_valuelistitem_code"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(
                    models.Q(("alert_in_force__gte", models.F("sellable_quantity")), ("low_told_at__isnull", True)),
                    ("low_told_at__isnull", False),
                    _connector="OR",
                ),
                fields=["shop", "id"],
                name="offers_offer_low",
            ),
        ),
    ]
