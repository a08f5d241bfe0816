"""Every read of competitions."""
