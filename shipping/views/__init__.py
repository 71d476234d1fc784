"""Pages of a shop's shipping."""
