"""Rate tables as sellers write them: their columns, what makes a table whole, and its files. Knows no database."""
