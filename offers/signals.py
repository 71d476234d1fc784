"""News of offers, sent once after commit. A hint: whatever must not be lost is also found by a sweep of the rows."""

from django.dispatch import Signal

# A file of offers is wanted: carries run_id (an ExportRun) and shop_id.
export_asked = Signal()
