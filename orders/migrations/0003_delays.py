import django.db.models.deletion
from django.db import migrations, models

from marketplace.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_customer_index"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="delay_declared_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="delay declared"),
        ),
        migrations.AddField(
            model_name="order",
            name="delayed_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="delayed until"),
        ),
        migrations.AlterField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CREATED", "Order placed"),
                    ("FRAUD_PASSED", "Fraud check passed"),
                    ("FRAUD_FAILED", "Fraud check failed, order cancelled"),
                    ("ACCEPTED", "Order accepted"),
                    ("LINE_REFUSED", "Line refused"),
                    ("REFUSED", "Order refused"),
                    ("AUTO_REFUSED", "Refused by itself: not accepted in time"),
                    ("DEBIT_REQUESTED", "Payment asked for"),
                    ("PAID", "Paid"),
                    ("PAYMENT_REFUSED", "Payment refused, order cancelled"),
                    ("TRACKING_SET", "Tracking set"),
                    ("SHIPPED", "Shipped"),
                    ("DELAY_DECLARED", "Delay declared"),
                    ("RECEIVED", "Received"),
                    ("IMPORTED", "Taken over from the past"),
                ],
                max_length=20,
                verbose_name="event",
            ),
        ),
        migrations.CreateModel(
            name="OrderMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("refused", "Order refused"),
                            ("shipped", "Shipped"),
                            ("delayed", "Delay declared"),
                            ("cancelled", "Order cancelled"),
                        ],
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("subject", models.CharField(max_length=255, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("message_id", models.CharField(max_length=255, unique=True, verbose_name="Message-ID")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="orders.order"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "verbose_name": "mail on an order",
                "verbose_name_plural": "mails on orders",
                "ordering": ["at", "pk"],
            },
        ),
        EnableRowSecurity("orders_ordermail"),
    ]
