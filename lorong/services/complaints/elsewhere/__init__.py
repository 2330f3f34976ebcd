"""Reports forwarded to another city's installation by Open311, and what is heard of them there (ADR 29)."""
