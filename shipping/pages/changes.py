"""What a file would change of a table, in words, before it does."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.portal import formats
from shipping.pages.rates import Names
from shipping.tables.comparing import TableChange

MOST_NAMED = 10


def change_words(change: TableChange, names: Names) -> list[tuple[str, str]]:
    """Term and text of each kind of change that there is; nothing where the tables say the same."""
    pairs = ((_("Destinations added"), change.added), (_("Destinations dropped"), change.dropped))
    counts = (
        (_("Prices changed"), change.changed),
        (_("New prices"), change.new),
        (_("Prices dropped"), change.gone),
    )
    return [
        *((term, _listed(found, names)) for term, found in pairs if found),
        *((term, formats.write_number(count)) for term, count in counts if count),
    ]


def _listed(pairs: Sequence[tuple[str, str]], names: Names) -> str:
    shown = "; ".join(
        f"{names.zones.get(zone, zone)}, {names.methods.get(method, method)}" for zone, method in pairs[:MOST_NAMED]
    )
    more = len(pairs) - MOST_NAMED
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": shown,
        "n": formats.write_number(more),
    }
