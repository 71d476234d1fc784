"""What the shop front tells of visits."""
