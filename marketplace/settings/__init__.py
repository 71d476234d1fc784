"""Settings: `base` from the environment; tests add `test`."""

from marketplace.settings.base import *  # noqa: F403
