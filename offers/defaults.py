"""What the catalogue of a new marketplace starts with: an attribute for each field that every sheet has."""

from offers.models import Attribute, AttributeUse
from offers.services.missing import refresh_missing
from offers.starting_attributes import ATTRIBUTES


def install_defaults() -> int:
    """Add what is missing, by role and code, and return how many that were; what the operator has changed stays."""
    known = {text for pair in Attribute.objects.values_list("code", "role") for text in pair}
    added = 0
    for position, (code, role, kind, level, label, *translated) in enumerate(ATTRIBUTES, start=1):
        if code in known or role in known:
            continue
        translations = dict(zip(("es", "pt", "de"), translated, strict=True))
        attribute = Attribute.objects.create(code=code, role=role, type=kind, label=label, translations=translations)
        AttributeUse.objects.create(attribute=attribute, requirement_level=level, position=position)
        added += 1
    if added:
        refresh_missing()
    return added
