"""The two presets of a channel's rules, as different marketplaces have them (D1 to D3, R052)."""

from typing import Any

from marketplace.shops.choices import DirectContact, RuleClock
from marketplace.shops.models import Channel, ChannelRules

# D1: working days, all day; the channel's calendar says which days those are. D3: an unedited quick reply counts.
TWENTY_FOUR_WORKING_HOURS: dict[str, Any] = {
    "reply_name": "24 working hours",
    "reply_hours": 24,
    "reply_clock": RuleClock.WORKING,
    "unedited_quick_reply_counts": True,
    "direct_contact": DirectContact.ALLOWED,
}
# D2, D3: every hour counts, a quick reply must be edited, and nobody is contacted outside the portal (D4).
FORTY_EIGHT_HOURS: dict[str, Any] = {
    "reply_name": "48 hours",
    "reply_hours": 48,
    "reply_clock": RuleClock.ELAPSED,
    "unedited_quick_reply_counts": False,
    "direct_contact": DirectContact.PORTAL_ONLY,
}


_PRESETS: dict[str, dict[str, Any]] = {
    preset["reply_name"]: preset for preset in (TWENTY_FOUR_WORKING_HOURS, FORTY_EIGHT_HOURS)
}


def preset_rules(name: str, *, channel: Channel) -> ChannelRules:
    """Rules of a new channel by a preset's name, not saved. Raises KeyError for a name that no preset has."""
    return ChannelRules(channel=channel, **_PRESETS[name])


def apply_preset(rules: ChannelRules, name: str) -> ChannelRules:
    """Write a preset's reply rule over a channel's rules; running deadlines keep their frozen policy."""
    for field, value in _PRESETS[name].items():
        setattr(rules, field, value)
    rules.save(update_fields=list(_PRESETS[name]))
    return rules
