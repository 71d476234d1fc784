"""What the last shipments say about the lead time that the shop promises."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.realism.counting import Spread, kept_shares, shortest_kept, spread_of
from orders.realism.samples import Sample, read_samples
from shipping.services.lookup import preparation_days, shipping_limits

FEWEST = 10  # shipments; fewer say nothing about the next ones
RECENT = 50  # shipments that the notice speaks of


class Verdict(StrEnum):
    """What the shop is advised."""

    TOO_FEW = "TOO_FEW"
    FITS = "FITS"
    LONGER = "LONGER"
    SOONER = "SOONER"


@dataclass(frozen=True)
class Part:
    """The shipments of one method or weekday."""

    key: str
    preparation: Spread
    transit: Spread | None
    promised_transit: int | None
    late: int


@dataclass(frozen=True)
class Realism:
    """The real times beside the promised ones. `shares` are those kept under each lead time from 0 on; `suggestion`
    is the shortest that keeps 95 of a hundred, None where none is known.
    """

    promised: int
    shipments: int
    verdict: Verdict
    suggestion: int | None
    recent: Spread | None
    recent_late: int
    preparation: Spread | None
    transit: Spread | None
    shares: tuple[float, ...]
    by_method: tuple[Part, ...]
    by_weekday: tuple[Part, ...]

    @property
    def promised_share(self) -> float | None:
        """The share that would have left in time under the lead time promised now."""
        return self.shares[self.promised] if self.promised < len(self.shares) else None


def read_realism(*, shop_id: int, at: datetime) -> Realism:
    """Of the shop's last 500 shipments, in as many queries for all of them as for one. Runs in the shop's scope."""
    promised = preparation_days([shop_id])[shop_id]
    longest = max(shipping_limits().longest_lead_time_days, promised)
    return reckon(read_samples(shop_id, at), promised=promised, longest=longest)


def reckon(samples: Sequence[Sample], *, promised: int, longest: int) -> Realism:
    """The figures of these samples, the newest first."""
    preparation = spread_of(sample.preparation for sample in samples)
    shares = kept_shares(preparation, longest) if preparation else []
    suggestion = shortest_kept(shares) if len(samples) >= FEWEST else None
    recent = samples[:RECENT]
    return Realism(
        promised=promised,
        shipments=len(samples),
        verdict=_verdict(len(samples), promised, suggestion),
        suggestion=suggestion,
        recent=spread_of(sample.preparation for sample in recent),
        recent_late=sum(sample.is_late for sample in recent),
        preparation=preparation,
        transit=spread_of(_known(sample.transit for sample in samples)),
        shares=tuple(shares),
        by_method=_parts(samples, lambda sample: sample.method),
        by_weekday=_parts(samples, lambda sample: str(sample.weekday)),
    )


def _verdict(shipments: int, promised: int, suggestion: int | None) -> Verdict:
    if shipments < FEWEST:
        return Verdict.TOO_FEW
    if suggestion is None or suggestion > promised:
        return Verdict.LONGER
    return Verdict.SOONER if suggestion < promised else Verdict.FITS


def _parts(samples: Sequence[Sample], key: Callable[[Sample], str]) -> tuple[Part, ...]:
    grouped: dict[str, list[Sample]] = {}
    for sample in samples:
        grouped.setdefault(key(sample), []).append(sample)
    return tuple(part for name in sorted(grouped) if (part := _part(name, grouped[name])))


def _part(name: str, samples: Sequence[Sample]) -> Part | None:
    preparation = spread_of(sample.preparation for sample in samples)
    if preparation is None:
        return None
    return Part(
        key=name,
        preparation=preparation,
        transit=spread_of(_known(sample.transit for sample in samples)),
        promised_transit=max(_known(sample.promised_transit for sample in samples), default=None),
        late=sum(sample.is_late for sample in samples),
    )


def _known(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]
