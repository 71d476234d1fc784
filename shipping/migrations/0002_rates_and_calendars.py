from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from marketplace.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogisticClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="description")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "logistic class",
                "verbose_name_plural": "logistic classes",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="shippingzone",
            options={
                "ordering": ["position", "code"],
                "verbose_name": "shipping zone",
                "verbose_name_plural": "shipping zones",
            },
        ),
        migrations.AddField(
            model_name="carrier",
            name="countries",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2),
                blank=True,
                default=list,
                help_text="Where its customers send from. Empty: everywhere.",
                size=None,
                verbose_name="countries",
            ),
        ),
        migrations.AddField(
            model_name="carrier",
            name="number_shapes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                help_text="# a digit, @ a letter, * either; such as 1Z****************. Empty: any number.",
                size=None,
                verbose_name="shapes of its tracking numbers",
            ),
        ),
        migrations.AddField(
            model_name="carrier",
            name="service_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Monday"),
                        (2, "Tuesday"),
                        (3, "Wednesday"),
                        (4, "Thursday"),
                        (5, "Friday"),
                        (6, "Saturday"),
                        (7, "Sunday"),
                    ]
                ),
                blank=True,
                default=list,
                help_text="Empty: the working days of the channel.",
                size=None,
                verbose_name="days on which it delivers",
            ),
        ),
        migrations.AddField(
            model_name="shippingmethod",
            name="service_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Monday"),
                        (2, "Tuesday"),
                        (3, "Wednesday"),
                        (4, "Thursday"),
                        (5, "Friday"),
                        (6, "Saturday"),
                        (7, "Sunday"),
                    ]
                ),
                blank=True,
                default=list,
                help_text="Empty: the working days of the channel.",
                size=None,
                verbose_name="days of transit and delivery",
            ),
        ),
        migrations.AddField(
            model_name="shippingzone",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="active"),
        ),
        migrations.AddField(
            model_name="shippingzone",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AddField(
            model_name="shippingzone",
            name="postcodes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                blank=True,
                default=list,
                help_text="Such as 35, 38. Empty: all that no other zone of the country names.",
                size=None,
                verbose_name="postcodes that begin with",
            ),
        ),
        migrations.AddField(
            model_name="shopshipping",
            name="cutoff",
            field=models.TimeField(
                blank=True,
                help_text="Empty: the day's end.",
                null=True,
                verbose_name="orders from this hour on count as the next day's",
            ),
        ),
        migrations.AddField(
            model_name="shopshipping",
            name="updated_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="changed"),
        ),
        migrations.AddField(
            model_name="shopshipping",
            name="weekdays",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[
                        (1, "Monday"),
                        (2, "Tuesday"),
                        (3, "Wednesday"),
                        (4, "Thursday"),
                        (5, "Friday"),
                        (6, "Saturday"),
                        (7, "Sunday"),
                    ]
                ),
                blank=True,
                help_text="Empty: those of the marketplace's calendar.",
                null=True,
                size=None,
                verbose_name="working days of the week",
            ),
        ),
        migrations.CreateModel(
            name="ShippingLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "allows_own_calendar",
                    models.BooleanField(default=True, verbose_name="shops may keep their own calendar"),
                ),
                (
                    "fewest_weekdays",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7),
                        ],
                        verbose_name="working days of a week, at least",
                    ),
                ),
                (
                    "longest_closure_days",
                    models.PositiveSmallIntegerField(
                        default=31,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="days of one closure, at most",
                    ),
                ),
                (
                    "most_closed_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="days closed in twelve months, at most",
                    ),
                ),
                (
                    "earliest_cutoff",
                    models.TimeField(blank=True, null=True, verbose_name="cut-off hour, at the earliest"),
                ),
                (
                    "longest_lead_time_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="preparation, working days, at most",
                    ),
                ),
                (
                    "default_lead_time_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="preparation of shops that have set none, working days",
                    ),
                ),
            ],
            options={
                "verbose_name": "limits of shops' shipping",
                "verbose_name_plural": "limits of shops' shipping",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="shipping_shippinglimits_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="from")),
                ("last_day", models.DateField(verbose_name="until, that day included")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("STAY_OPEN", "Closed: orders come in, and are promised later"),
                            ("PAUSED", "Closed: nothing is on sale meanwhile"),
                            ("WORKED", "Worked, though a holiday"),
                        ],
                        default="STAY_OPEN",
                        max_length=12,
                        verbose_name="meanwhile",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="entered")),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "ordering": ["first_day", "pk"],
                "indexes": [models.Index(fields=["shop", "last_day"], name="shipping_closure_ahead")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="shipping_closure_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["STAY_OPEN", "PAUSED", "WORKED"])),
                        name="shipping_closure_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FreightFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("NO_ROW", "No row for this destination, weight or value"),
                            ("WEIGHT_UNKNOWN", "An offer has no weight"),
                            ("TIMED_OUT", "The calculation took too long"),
                            ("FAILED", "The calculation failed"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("details", models.JSONField(default=dict, verbose_name="last asked for")),
                (
                    "has_contingency",
                    models.BooleanField(default=False, verbose_name="the contingency table gave a price"),
                ),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
                ("first_at", models.DateTimeField(verbose_name="first")),
                ("last_at", models.DateTimeField(verbose_name="last")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipping.shippingmethod",
                        verbose_name="method",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipping.shippingzone",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "freight fault",
                "verbose_name_plural": "freight faults",
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("shop", "zone", "method", "reason"),
                        name="shipping_freightfault_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContingencyCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "postcode_from",
                    models.CharField(blank=True, db_collation="C", max_length=10, verbose_name="postcodes from"),
                ),
                (
                    "postcode_to",
                    models.CharField(blank=True, db_collation="C", max_length=10, verbose_name="postcodes to"),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("FREE", "Free"),
                            ("ORDER", "Per order"),
                            ("LINE", "Per line and extra line"),
                            ("UNIT", "Per piece and extra piece"),
                            ("WEIGHT", "By weight, kg"),
                            ("VALUE", "By order value"),
                        ],
                        max_length=8,
                        verbose_name="charged",
                    ),
                ),
                (
                    "at_least",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=12, verbose_name="from"),
                ),
                (
                    "below",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="below"),
                ),
                (
                    "price",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="price"),
                ),
                (
                    "extra_price",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="each further"
                    ),
                ),
                (
                    "free_from",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="free from"
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.shippingmethod",
                        verbose_name="method",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.shippingzone",
                        verbose_name="zone",
                    ),
                ),
                (
                    "logistic_class",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: all classes without rows of their own.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.logisticclass",
                        verbose_name="logistic class",
                    ),
                ),
            ],
            options={
                "verbose_name": "contingency charge",
                "verbose_name_plural": "contingency charges",
                "ordering": ["zone", "method", "logistic_class", "postcode_from", "at_least"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["FREE", "ORDER", "LINE", "UNIT", "WEIGHT", "VALUE"])),
                        name="shipping_contingencycharge_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at_least__gte", 0),
                            ("extra_price__gte", 0),
                            ("price__gte", 0),
                            models.Q(("free_from__isnull", True), ("free_from__gte", 0), _connector="OR"),
                        ),
                        name="shipping_contingencycharge_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("below__isnull", True), ("below__gt", models.F("at_least")), _connector="OR"
                        ),
                        name="shipping_contingencycharge_range_order",
                    ),
                    models.UniqueConstraint(
                        fields=("shop", "zone", "method", "logistic_class", "postcode_from", "at_least"),
                        name="shipping_contingencycharge_one_row",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "postcode_from",
                    models.CharField(blank=True, db_collation="C", max_length=10, verbose_name="postcodes from"),
                ),
                (
                    "postcode_to",
                    models.CharField(blank=True, db_collation="C", max_length=10, verbose_name="postcodes to"),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("FREE", "Free"),
                            ("ORDER", "Per order"),
                            ("LINE", "Per line and extra line"),
                            ("UNIT", "Per piece and extra piece"),
                            ("WEIGHT", "By weight, kg"),
                            ("VALUE", "By order value"),
                        ],
                        max_length=8,
                        verbose_name="charged",
                    ),
                ),
                (
                    "at_least",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=12, verbose_name="from"),
                ),
                (
                    "below",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="below"),
                ),
                (
                    "price",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="price"),
                ),
                (
                    "extra_price",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="each further"
                    ),
                ),
                (
                    "free_from",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="free from"
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.shippingmethod",
                        verbose_name="method",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.shippingzone",
                        verbose_name="zone",
                    ),
                ),
                (
                    "logistic_class",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: all classes without rows of their own.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.logisticclass",
                        verbose_name="logistic class",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipping charge",
                "verbose_name_plural": "shipping charges",
                "ordering": ["zone", "method", "logistic_class", "postcode_from", "at_least"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["FREE", "ORDER", "LINE", "UNIT", "WEIGHT", "VALUE"])),
                        name="shipping_charge_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at_least__gte", 0),
                            ("extra_price__gte", 0),
                            ("price__gte", 0),
                            models.Q(("free_from__isnull", True), ("free_from__gte", 0), _connector="OR"),
                        ),
                        name="shipping_charge_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("below__isnull", True), ("below__gt", models.F("at_least")), _connector="OR"
                        ),
                        name="shipping_charge_range_order",
                    ),
                    models.UniqueConstraint(
                        fields=("shop", "zone", "method", "logistic_class", "postcode_from", "at_least"),
                        name="shipping_charge_one_row",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MethodTransit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transit_min_days", models.PositiveSmallIntegerField(verbose_name="transit from, working days")),
                (
                    "transit_max_days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(90)],
                        verbose_name="transit to, working days",
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transits",
                        to="shipping.shippingmethod",
                        verbose_name="method",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transits",
                        to="shipping.shippingzone",
                        verbose_name="zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "transit to a zone",
                "verbose_name_plural": "transit by zone",
                "ordering": ["method", "zone"],
                "constraints": [
                    models.UniqueConstraint(fields=("method", "zone"), name="shipping_methodtransit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("transit_max_days__gte", models.F("transit_min_days"))),
                        name="shipping_methodtransit_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopCarrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.carrier",
                        verbose_name="carrier",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "usual carrier",
                "verbose_name_plural": "usual carriers",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("shop", "carrier"), name="shipping_shopcarrier_once")],
            },
        ),
        EnableRowSecurity("shipping_closure"),
        EnableRowSecurity("shipping_shopcarrier"),
        EnableRowSecurity("shipping_charge"),
        EnableRowSecurity("shipping_contingencycharge"),
        EnableRowSecurity("shipping_freightfault"),
    ]
