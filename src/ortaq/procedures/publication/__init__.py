"""Publication duties: what has to be published, by whom, by when, on which legal basis, done at, and the proof."""
