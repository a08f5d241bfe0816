"""Every read of the state social order."""
