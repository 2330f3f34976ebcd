"""An invented year of complaints for a demonstration: who tells of what, where and when, how offices deal with it.

An extra room: `walking` plans what happens to one incident by its SOP, `town` who tells of what and where, `rows` what stands in our
tables afterwards; `actions.invent` writes it. Nobody in it is real, and every event says that it is synthetic.
"""
