"""The tabs of the area, on each of its pages."""

from typing import Any

from django import template

from invoices.rooms import rooms_for

register = template.Library()


@register.inclusion_tag("invoices/_rooms.html", takes_context=True)
def invoice_rooms(context: dict[str, Any], current: str) -> dict[str, Any]:
    """`current` is missing, issued or finance."""
    return {"rooms": rooms_for(shop_id=context["shop"].pk, rights=context["rights"], current=current)}
