"""What the operator keeps of how offers are presented."""
