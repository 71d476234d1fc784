"""Every write on orders: lock, check, change, record, announce."""
