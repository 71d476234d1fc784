"""The operator's limits per figure: channel rules, of no shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Channel
from metrics.definitions import FIGURES


class FigureLimit(models.Model):
    """From where on a figure of a channel's shops is warned of, and from where on it would suspend a shop.

    In the figure's own unit: fractions for shares, seconds for times. It holds from `min_counted` on of
    what the figure counts below its line.
    """

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="figure_limits", verbose_name=_("channel")
    )
    figure = models.CharField(_("figure"), max_length=40)
    warning = models.DecimalField(_("warning from"), max_digits=14, decimal_places=4, null=True, blank=True)
    suspension = models.DecimalField(_("suspension from"), max_digits=14, decimal_places=4, null=True, blank=True)
    min_counted = models.PositiveIntegerField(
        _("from so many on"),
        default=0,
        help_text=_("Orders, lines, answers or ratings in 28 days: what the figure counts. Fewer are not judged."),
    )

    class Meta:
        verbose_name = _("limit of a figure")
        verbose_name_plural = _("limits of figures")
        ordering = ["channel", "figure"]
        constraints = [models.UniqueConstraint(fields=["channel", "figure"], name="metrics_figurelimit_once")]

    def __str__(self) -> str:
        """The name of the figure, as the operator's pages head the limit."""
        return str(FIGURES[self.figure].label) if self.figure in FIGURES else self.figure


class LimitsGiven(models.Model):
    """That a channel was given the usual limits: those that the operator then takes away stay away."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.channel_id)
