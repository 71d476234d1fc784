import django.db.models.deletion
from django.db import migrations, models

from marketplace.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("offers", "0011_refresh_of_sheets"),
        ("shops", "0002_invoice_rule"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("computed_at", models.DateTimeField(verbose_name="counted")),
                ("last_accepted_at", models.DateTimeField(null=True)),
                ("orders", models.BigIntegerField(default=0)),
                ("outside_orders", models.BigIntegerField(default=0)),
                ("shipped_late", models.BigIntegerField(default=0)),
                ("shipped_orders", models.BigIntegerField(default=0)),
                ("shipping_seconds", models.BigIntegerField(default=0)),
                ("received_in_time", models.BigIntegerField(default=0)),
                ("received_late", models.BigIntegerField(default=0)),
                ("received_unpromised", models.BigIntegerField(default=0)),
                ("to_invoice", models.BigIntegerField(default=0)),
                ("invoiced", models.BigIntegerField(default=0)),
                ("shipped_past", models.BigIntegerField(default=0)),
                ("paid_orders", models.BigIntegerField(default=0)),
                ("unpaid_orders", models.BigIntegerField(default=0)),
                ("revenue_orders", models.BigIntegerField(default=0)),
                ("revenue", models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                ("revenue_with_shipping", models.DecimalField(decimal_places=2, default=0, max_digits=16)),
                ("foreign_orders", models.BigIntegerField(default=0)),
                ("accepted_lines", models.BigIntegerField(default=0)),
                ("decided_lines", models.BigIntegerField(default=0)),
                ("undecided_lines", models.BigIntegerField(default=0)),
                ("submitted_lines", models.BigIntegerField(default=0)),
                ("auto_refused_lines", models.BigIntegerField(default=0)),
                ("past_lines", models.BigIntegerField(default=0)),
                ("cancellable_lines", models.BigIntegerField(default=0)),
                ("cancelled_lines", models.BigIntegerField(default=0)),
                ("sold_lines", models.BigIntegerField(default=0)),
                ("unvisited_lines", models.BigIntegerField(default=0)),
                ("approvals", models.BigIntegerField(default=0)),
                ("approval_seconds", models.BigIntegerField(default=0)),
                ("answers", models.BigIntegerField(default=0)),
                ("answers_in_time", models.BigIntegerField(default=0)),
                ("answer_seconds", models.BigIntegerField(default=0)),
                ("answer_worked_seconds", models.BigIntegerField(default=0)),
                ("unneeded_answers", models.BigIntegerField(default=0)),
                ("evaluations", models.BigIntegerField(default=0)),
                ("grade_sum", models.BigIntegerField(default=0)),
                ("visits", models.BigIntegerField(default=0)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.channel"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "facts of a day",
                "verbose_name_plural": "facts of days",
                "ordering": ["shop", "day", "channel"],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "day", "channel"), name="metrics_dailyfacts_one_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="DirtyDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.channel"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "day to count anew",
                "verbose_name_plural": "days to count anew",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["shop", "day"], name="metrics_dirtyday_shop")],
            },
        ),
        migrations.CreateModel(
            name="FigureLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=40, verbose_name="figure")),
                (
                    "warning",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="warning from"
                    ),
                ),
                (
                    "suspension",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="suspension from"
                    ),
                ),
                (
                    "min_counted",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Orders, lines, answers or ratings in 28 days: what the figure counts. Fewer are not "
                        "judged.",
                        verbose_name="from so many on",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figure_limits",
                        to="shops.channel",
                        verbose_name="channel",
                    ),
                ),
            ],
            options={
                "verbose_name": "limit of a figure",
                "verbose_name_plural": "limits of figures",
                "ordering": ["channel", "figure"],
                "constraints": [models.UniqueConstraint(fields=("channel", "figure"), name="metrics_figurelimit_once")],
            },
        ),
        migrations.CreateModel(
            name="LimitsGiven",
            fields=[
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="shops.channel",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfferVisits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("count", models.PositiveIntegerField(verbose_name="visits")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.channel"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="offers.offer"),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "visits of an offer",
                "verbose_name_plural": "visits of offers",
                "ordering": ["day", "pk"],
                "indexes": [models.Index(fields=["shop", "day"], name="metrics_offervisits_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "channel", "day"), name="metrics_offervisits_once")
                ],
            },
        ),
        EnableRowSecurity("metrics_dailyfacts"),
        EnableRowSecurity("metrics_dirtyday"),
        EnableRowSecurity("metrics_offervisits"),
    ]
