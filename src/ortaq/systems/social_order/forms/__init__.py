"""What is typed, cleaned."""
