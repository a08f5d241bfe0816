"""Electronic signatures on documents: made elsewhere and verified here, by our own means or by a national service."""
