"""What the order's page shows, read and worded before a template sees it."""
