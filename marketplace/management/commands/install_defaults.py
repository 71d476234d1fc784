"""`manage.py install_defaults`: carriers, zones, methods, reasons and help articles of a new marketplace."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.defaults import install_all_defaults


class Command(BaseCommand):
    """Adds what is missing and leaves the rest as it is."""

    help = "Add the carriers, zones, methods and reasons that a marketplace starts with; what is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        for app, count in install_all_defaults().items():
            self.stdout.write(f"{app} {count}")
