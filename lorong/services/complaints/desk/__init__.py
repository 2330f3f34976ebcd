"""The officers' side of complaints: what is to be done at a place, what was told, merging, hiding, answering."""
