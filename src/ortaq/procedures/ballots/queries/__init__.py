"""Reading elections, rolls, votes and turnout."""
