"""What the pages of shipping show, put in words."""
