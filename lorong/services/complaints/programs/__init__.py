"""Complaints in `/api/v1`: what everybody may see, and what a resident's program does for them."""
