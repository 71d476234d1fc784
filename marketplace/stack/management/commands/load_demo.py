"""`manage.py load_demo`: the demo marketplace, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace import clock
from marketplace.stack.demo import demo_file, load_demo


class Command(BaseCommand):
    """Loads the demo marketplace where it is not loaded yet."""

    help = "Load the demo marketplace once and write $DATA_DIR/demo.json. Needs SIMULATION=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIMULATION:
            raise CommandError("The demo is loaded only while SIMULATION=1.")
        with clock.reading():
            made = load_demo()
        self.stdout.write(f"demo {'loaded' if made else 'is there already'}: {demo_file()}")
