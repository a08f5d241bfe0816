"""Ballots: how votes on projects are counted, so that anybody can count them again and get the same winners."""
