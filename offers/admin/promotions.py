"""Storefronts, campaigns and promotions of the operator."""
