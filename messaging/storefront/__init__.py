"""What the shop front sends of conversations."""
