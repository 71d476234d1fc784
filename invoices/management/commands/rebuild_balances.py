"""`manage.py rebuild_balances`: the days of every shop's ledger from its entries."""

from typing import Any

from django.core.management.base import BaseCommand

from invoices.services.ledger_days import rebuild_days


class Command(BaseCommand):
    help = "Adds up the balances of all shops anew from the entries of the ledger: to be sure, or after a restore."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"days {rebuild_days()}")
