from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_reductions")]

    operations = [
        migrations.AlterField(
            model_name="ordermail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "Order accepted"),
                    ("refused", "Order refused"),
                    ("shipped", "Shipped"),
                    ("delayed", "Delay declared"),
                    ("cancelled", "Order cancelled"),
                    ("document", "Document filed"),
                ],
                max_length=10,
                verbose_name="occasion",
            ),
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
                    ("DOCUMENT_FILED", "Document filed"),
                    ("DOCUMENT_REMOVED", "Document removed"),
                    ("INVOICE_ISSUED", "Invoice issued"),
                    ("INVOICE_CORRECTED", "Invoice corrected"),
                    ("IMPORTED", "Taken over from the past"),
                ],
                max_length=20,
                verbose_name="event",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("has_invoice", False), ("is_fraud", False), ("is_imported", False), ("shipped_at__isnull", False)
                ),
                fields=["shop", "shipped_at", "id"],
                name="orders_order_uninvoiced",
            ),
        ),
    ]
