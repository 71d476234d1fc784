"""Operations of the seller API on orders."""
