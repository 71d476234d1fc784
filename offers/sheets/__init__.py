"""The values of product sheets, read and written: pure, no rows."""
