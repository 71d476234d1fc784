"""The demo marketplace: invented people, shops and work, so that a newcomer has something to do at once.

Each app brings its rows in its own `demo.py` with a `load(demo)`; they are found by name in the order of
INSTALLED_APPS. Secrets exist in
`$DATA_DIR/demo.json` alone, readable by its owner.
"""

import json
import os
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from marketplace import clock
from marketplace.tenancy import all_shops


@dataclass
class Demo:
    """What the apps' demo modules share: the moment of loading, and what a newcomer signs in with."""

    now: Any = field(default_factory=clock.now)
    operator: dict[str, str] = field(default_factory=dict)
    storefront_api_key: str = ""
    shops: list[dict[str, Any]] = field(default_factory=list)


def demo_file() -> Path:
    """Where scripts read what the demo made."""
    return Path(settings.DATA_DIR) / "demo.json"


def load_demo() -> bool:
    """Load the demo marketplace once; later calls only bring demo.json's address up to date. Return whether rows were
    made.

    Where the rows exist and the file is lost, new passwords and keys are issued.
    """
    known = _read()
    with transaction.atomic(), all_shops("the demo makes shops of all channels"):
        if known and _is_loaded():
            _write(known)
            return False
        demo = Demo()
        for module in _modules():
            module.load(demo)
    _write({"operator": demo.operator, "storefront_api_key": demo.storefront_api_key, "shops": demo.shops})
    return True


def _modules() -> list[Any]:
    names = (f"{config.name}.demo" for config in apps.get_app_configs() if config.name != "marketplace.stack")
    return [import_module(name) for name in names if find_spec(name) is not None]


def _is_loaded() -> bool:
    return bool(apps.get_model("shops", "Channel").objects.exists())


def _read() -> dict[str, Any]:
    try:
        found = json.loads(demo_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(contents: dict[str, Any]) -> None:
    """Replace the file whole, mode 0600 from its first byte."""
    smtp = f"127.0.0.1:{settings.SMTP_PORT}"
    path = demo_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".json.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({**contents, "url": settings.BASE_URL, "smtp": smtp}, file, indent=2, ensure_ascii=False)
    draft.replace(path)
