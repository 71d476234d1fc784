from metrics.models.facts import DailyFacts, DirtyDay, OfferVisits
from metrics.models.limits import FigureLimit, LimitsGiven

__all__ = ["DailyFacts", "DirtyDay", "FigureLimit", "LimitsGiven", "OfferVisits"]
