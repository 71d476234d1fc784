"""What an order, a quote and a shop's settings ask of shipping."""
