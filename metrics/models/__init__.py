from metrics.models.facts import DailyFacts, DirtyDay, OfferVisits
from metrics.models.limits import FigureLimit

__all__ = ["DailyFacts", "DirtyDay", "FigureLimit", "OfferVisits"]
