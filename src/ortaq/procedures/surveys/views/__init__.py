"""Pages of surveys: answering, the phone operator's form, the office, paper batches."""
