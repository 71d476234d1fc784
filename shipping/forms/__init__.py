"""Forms of a shop's shipping."""
