"""The rows that a marketplace starts with: each app has its own in `<app>/defaults.py`, found by name."""

from importlib import import_module

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule


@transaction.atomic
def install_all_defaults() -> dict[str, int]:
    """Let every app add its missing rows and return how many each added. Running it again adds nothing."""
    added = {}
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "defaults"):
            install = getattr(import_module(f"{config.name}.defaults"), "install_defaults", None)
            if install is not None:
                added[config.label] = install()
    return added
