"""How the pages of complaints are answered: what each template is given, and what a visitor has begun to write."""
