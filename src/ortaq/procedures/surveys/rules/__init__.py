"""Pure rules of satisfaction surveys: how many answers, what interval, what may be shown, what smells of fraud."""
