"""Telling by SMS. An extra room: words of people without a screen, read without a table."""
