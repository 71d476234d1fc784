"""`manage.py rebuild_search`: make the search index anew, after rows were written past the services."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.search import registry
from marketplace.search.services import rebuild


class Command(BaseCommand):
    """Prints how many subjects of each kind stand in the index."""

    help = "Make the search index anew, while work goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind in registry.registered():
            self.stdout.write(f"{kind.code} {rebuild(kind=kind.code)}")
