"""Operations of the seller API on conversations, and ours beside them."""
