"""What the pages of conversations show, read and put into words."""
