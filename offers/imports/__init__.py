"""Files of offers, prices and stock: read whatever their format, checked cell by cell, and told what is wrong."""
