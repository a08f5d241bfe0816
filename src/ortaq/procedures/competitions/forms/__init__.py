"""What is typed in competitions, cleaned."""
