"""Pages of the Internet-reception."""
