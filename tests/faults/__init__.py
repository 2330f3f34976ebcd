"""Web, worker and PostgreSQL are killed again and again under load; afterwards nothing may be lost, doubled or broken.

`make faults` is `python -m tests.faults`; `tests/test_faults_under_load.py` is a small run of the same.
"""
