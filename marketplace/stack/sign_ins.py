"""Who can sign in to the demo marketplace, for the terminal."""

import json
from pathlib import Path
from typing import Any


def describe_demo(path: Path) -> list[str]:
    """Return lines telling the demo's sign-ins and keys; none when there is no demo."""
    try:
        demo = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    lines = [_account("operator", "/admin/", demo.get("operator"))]
    for shop in demo.get("shops", []):
        title = f"{shop.get('name')} ({shop.get('channel')})"
        page = f"/shop/{shop.get('shop_id')}/"
        lines += [_account(title, page, shop.get("owner")), _account("  its support", page, shop.get("support"))]
    return [*(line for line in lines if line), f"  all sign-ins and API keys: {path}"]


def _account(title: str, page: str, account: dict[str, Any] | None) -> str:
    if not account:
        return ""
    return f"  {title:<28} {page:<12} {account.get('email')}  {account.get('password')}"
