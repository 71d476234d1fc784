"""`manage.py rebuild_figures`: the daily facts from nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace import clock
from marketplace.shops.models import Shop
from metrics.services.rebuilding import rebuild_figures


class Command(BaseCommand):
    help = "Counts all daily facts anew, of one shop or of all: after a time zone was changed, or to be sure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", metavar="ID_OR_CODE", help="this shop alone")

    def handle(self, *args: Any, **options: Any) -> None:
        shop_id = _find_shop(options["shop"]) if options["shop"] else None
        count = rebuild_figures(shop_id=shop_id, at=clock.now())
        self.stdout.write(f"figures {count}")


def _find_shop(named: str) -> int:
    shop = Shop.objects.filter(code=named).first()
    if shop is None and named.isdigit():
        shop = Shop.objects.filter(pk=int(named)).first()
    if shop is None:
        raise CommandError(f"There is no shop {named}.")
    return shop.pk
