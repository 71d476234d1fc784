"""What changes in the frame around every page while it stands: the counts of the navigation, the bell, the clock."""

from typing import ClassVar

from marketplace.permissions import Right
from marketplace.portal.views import PortalView


class LiveView(PortalView):
    """Asked for by every page of a shop while somebody looks at it; each piece takes the place of its like."""

    permission = Right.DEADLINE_READ
    template_name: ClassVar[str] = "portal/_live.html"
    fragment_name: ClassVar[str] = "portal/_live.html"
