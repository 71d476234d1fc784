"""Every write on conversations: lock, check, write, keep the clock, announce."""
