"""The live board of complaints for those who answer for several offices. An extra room: one page, its figures and its pulse."""
