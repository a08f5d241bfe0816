"""Competitions: a call, applications, reviewers, conflicts of interest, scores, the protocol of the commission."""
