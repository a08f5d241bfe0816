"""Satisfaction surveys: one-time codes, a sample drawn with a recorded seed, answers, intervals."""
