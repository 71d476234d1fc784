"""Files that shops send, worked off at once."""

from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

from marketplace import clock
from marketplace.actors import Actor, ActorKind
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_scope
from offers.choices import ImportKind, ImportOrigin
from offers.models import ImportRun
from offers.services.import_running import drain_imports
from offers.services.importing import start_import
from tests.factories.shops import NOON

SENDER = Actor(kind=ActorKind.API_KEY, label="A key")


def send_file(
    shop: Shop, content: str | bytes, kind: ImportKind = ImportKind.OFFERS, *, name: str = "offers.csv", **options: Any
) -> ImportRun:
    """Keep a file for a worker."""
    body = content.encode() if isinstance(content, str) else content
    given = {"origin": ImportOrigin.API, "actor": SENDER, "at": NOON, **options}
    with shop_scope(shop):
        return start_import(shop_id=shop.pk, kind=kind, content=File(BytesIO(body)), file_name=name, **given)


def import_file(shop: Shop, content: str | bytes, kind: ImportKind = ImportKind.OFFERS, **options: Any) -> ImportRun:
    """Send a file and have it worked off at NOON."""
    run = send_file(shop, content, kind, **options)
    with clock.frozen(NOON):
        while drain_imports():
            pass
    with shop_scope(shop):
        return ImportRun.objects.get(pk=run.pk)


def report_of(run: ImportRun) -> str:
    """The error report as it would be fetched."""
    with default_storage.open(run.error_path) as file:
        return str(file.read().decode())
