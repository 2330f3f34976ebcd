"""The programs' door of complaints: Open311 GeoReport v2, as the standard says, with extensions that have to be asked for."""
