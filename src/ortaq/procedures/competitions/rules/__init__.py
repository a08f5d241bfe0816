"""Pure rules of competitions: who reads what, official points, their order, the money, and advice beside them."""
