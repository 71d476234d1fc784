"""How a hand-over can fail."""


class DeliveryFailed(Exception):
    """The mail was not taken now; another attempt may do."""


class DeliveryRefused(DeliveryFailed):
    """The mail will never be taken: another attempt would be the same."""


class TransportUnreachable(DeliveryFailed):
    """The way out itself is closed; no other mail gets through now either."""
