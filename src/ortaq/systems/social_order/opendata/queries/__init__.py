"""What open data reads: published records as plain values, one after the other, and packages from elsewhere."""
