"""`manage.py issue_api_key --shop <id or code>`: a key with all rights, the last word of what is printed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from marketplace import clock
from marketplace.shops.access import find_shop, integration_user, issue_key


class Command(BaseCommand):
    """Makes a key of the shop's integration user, and that user where there is none."""

    help = "Print a new seller API key with all rights in a shop. The key is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, help="Id or code of the shop")
        parser.add_argument("--label", default="Integration", help="Name of the key in the list of keys")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = find_shop(options["shop"])
        if shop is None:
            raise CommandError(f"There is no shop with the id or code {options['shop']}.")
        at = clock.now()
        with transaction.atomic():
            _key, raw = issue_key(
                user=integration_user(shop=shop, at=at), shop=shop, label=options["label"][:100], at=at
            )
        self.stdout.write(f"API key of {shop.name} (shop {shop.pk}): {raw}")
