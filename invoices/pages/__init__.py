"""What the pages of invoices and documents show."""
