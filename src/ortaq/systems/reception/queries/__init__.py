"""Every read of the Internet-reception; each takes a constant number of SQL queries."""
