"""The same services in force as behind the residents' door."""

from lorong.portals.citizen.tests.conftest import usaha, with_form

__all__ = ["usaha", "with_form"]
