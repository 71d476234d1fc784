"""Files of offers: their columns, and writing them in chunks. No query of their own."""
