"""Pages of votes on projects: the voter, the desk, the kiosk, paper batches, the organiser."""
