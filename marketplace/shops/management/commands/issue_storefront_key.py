"""`manage.py issue_storefront_key`: a key for /api/storefront/, the last word of what is printed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace import clock
from marketplace.shops.access import issue_storefront_key


class Command(BaseCommand):
    """Makes a key of the shop front."""

    help = "Print a new key of the shop front. The key is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--label", default="Shop front", help="Name of the key in admin")

    def handle(self, *args: Any, **options: Any) -> None:
        key, raw = issue_storefront_key(label=options["label"][:100], at=clock.now())
        self.stdout.write(f"Storefront key {key.label}: {raw}")
