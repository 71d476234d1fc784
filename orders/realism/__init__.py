"""How long a shop really prepares, beside what it promises (R088)."""
