"""The same services in force as behind the residents' door."""

from lorong.portals.citizen.tests.conftest import office, sent_case, usaha, with_form

__all__ = ["office", "sent_case", "usaha", "with_form"]
