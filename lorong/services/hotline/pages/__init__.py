"""What pages of the hotline are made of, beside their views."""
