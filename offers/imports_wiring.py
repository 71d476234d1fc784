"""Who works off which files, told at start."""

from marketplace import sweeping
from offers.choices import ImportKind
from offers.services.import_aftercare import count_unindexed, forget_imports, index_imported
from offers.services.import_offers import import_offers
from offers.services.import_prices import import_prices
from offers.services.import_running import count_pending, drain_imports, register_importer
from offers.services.import_stock import import_stock


def register() -> None:
    """Called at start."""
    register_importer(ImportKind.OFFERS, import_offers)
    register_importer(ImportKind.PRICES, import_prices)
    register_importer(ImportKind.STOCK, import_stock)
    sweeping.register("imports", drain_imports, count_pending)
    sweeping.register("imported offers in the search", index_imported, count_unindexed)
    sweeping.register("old imports", forget_imports)
