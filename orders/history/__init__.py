"""A marketplace's past, taken over from a file: one order of one shop a line."""
