import re

from lorong.lib.city_codes import CITY_CODES


def test_every_city_of_the_country_is_known_and_the_former_codes_too():
    assert len(CITY_CODES) == 514 + 37
    assert all(re.fullmatch(r"[1-9][0-9]\.[0-9]{2}", code) for code in CITY_CODES)
    assert {"13.71", "73.71", "73.73", "62.03", "31.71", "96.71", "94.71"} <= CITY_CODES
    assert "73.99" not in CITY_CODES
