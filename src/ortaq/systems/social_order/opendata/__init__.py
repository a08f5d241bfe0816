"""Open data of the social order, grants and awards: out in the field's standards, and in from elsewhere."""
