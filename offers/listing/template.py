"""The template of a shop's descriptions: text or HTML with placeholders such as {{title}} (R014)."""

import re
from collections import Counter
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.errors import FieldError

LONGEST_TEMPLATE = 20_000
# Each may carry a description: a template is a page, not a multiplier.
MOST_PLACEHOLDERS = 50
DEFAULT_TEMPLATE = "{{description}}"
ATTRIBUTE = "attribute:"
INLINE = {
    "title": gettext_lazy("The product's title"),
    "brand": gettext_lazy("Its brand"),
    "price": gettext_lazy("The price that holds now"),
}
# Whole parts of a page, each at most once.
BLOCKS = {
    "description": gettext_lazy("The description of the product sheet, then that of your offer"),
    "attributes": gettext_lazy("All attributes as a table"),
    "delivery": gettext_lazy("Your text about delivery"),
    "warranty": gettext_lazy("Your warranty"),
    "returns": gettext_lazy("Your return policy"),
    "faq": gettext_lazy("Questions and answers"),
}
PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}")


def names_in(template: str) -> list[str]:
    """What the template's placeholders name, in their order; attributes as `attribute:code`."""
    return [_plain(name) for name in PLACEHOLDER.findall(template)]


def attribute_codes_in(template: str) -> set[str]:
    """The attributes that the template names one by one."""
    return {name.removeprefix(ATTRIBUTE) for name in names_in(template) if name.startswith(ATTRIBUTE)}


def template_faults(template: str, attribute_codes: Collection[str]) -> list[FieldError]:
    """Every fault, by name; `attribute_codes` are those of the named attributes that there are."""
    names = names_in(template)
    faults = []
    if len(template) > LONGEST_TEMPLATE:
        text = _("The template has at most %(most)s characters.") % {"most": LONGEST_TEMPLATE}
        faults.append(_fault("TOO_LONG", text))
    if len(names) > MOST_PLACEHOLDERS:
        text = _("The template has at most %(most)s placeholders.") % {"most": MOST_PLACEHOLDERS}
        faults.append(_fault("TOO_MANY_PLACEHOLDERS", text))
    faults += [fault for name in dict.fromkeys(names) if (fault := _unknown(name, attribute_codes))]
    for name, times in Counter(names).items():
        if name in BLOCKS and times > 1:
            text = _("{{%(name)s}} may be used only once.") % {"name": name}
            faults.append(_fault("PLACEHOLDER_REPEATED", text))
    return faults


def _unknown(name: str, attribute_codes: Collection[str]) -> FieldError | None:
    if name.startswith(ATTRIBUTE):
        if name.removeprefix(ATTRIBUTE) in attribute_codes:
            return None
        return _fault("PLACEHOLDER_UNKNOWN", _("{{%(name)s}}: there is no such attribute.") % {"name": name})
    if name in INLINE or name in BLOCKS:
        return None
    return _fault("PLACEHOLDER_UNKNOWN", _("{{%(name)s}}: there is no such placeholder.") % {"name": name})


def _plain(name: str) -> str:
    head, colon, code = name.partition(":")
    return f"{head.strip().lower()}:{code.strip()}" if colon else name.lower()


def _fault(code: str, message: str) -> FieldError:
    return FieldError(code, "description_template", message)
