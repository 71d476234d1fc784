"""The two presets of a channel's rules."""

import pytest

from marketplace.shops.defaults import apply_preset, preset_rules
from tests.factories.shops import make_channel


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("24 working hours", ("24 working hours", 24, "WORKING", True, "ALLOWED")),
        ("48 hours", ("48 hours", 48, "ELAPSED", False, "PORTAL_ONLY")),
    ],
)
def test_a_preset_sets_the_reply_rule_and_leaves_the_rest(db, name, expected):
    """D1 to D3."""
    rules = make_channel(rules={"reply_hours": 7, "incident_days": 3}).rules

    apply_preset(rules, name)

    rules.refresh_from_db()
    reply = (
        rules.reply_name, rules.reply_hours, rules.reply_clock, rules.unedited_quick_reply_counts, rules.direct_contact
    )  # fmt: skip
    assert reply == expected
    assert rules.incident_days == 3


def test_a_new_channel_takes_a_preset_by_name(channel):
    assert preset_rules("48 hours", channel=channel).reply_hours == 48
    with pytest.raises(KeyError):
        preset_rules("soon", channel=channel)
