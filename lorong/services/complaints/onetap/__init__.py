"""One tap from an SMS: a report for whoever has nothing but a telephone, without account and without code."""
