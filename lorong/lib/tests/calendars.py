"""Calendars for the tests of working time: three real years of an office, and some unusual weeks."""

from datetime import date, time

import holidays

from lorong.lib.working_time import Calendar, Season, WeekHours, Window

MORNING = Window.parse("07:30-12:00")
AFTERNOON = Window.parse("13:00-16:00")
FRIDAY = (Window.parse("07:30-11:30"), Window.parse("13:00-16:30"))
OFFICE = WeekHours.of({**dict.fromkeys(range(4), (MORNING, AFTERNOON)), 4: FRIDAY})
FASTING = WeekHours.of(
    {
        **dict.fromkeys(range(4), (Window.parse("08:00-12:00"), Window.parse("12:30-15:00"))),
        4: (Window.parse("08:00-11:30"), Window.parse("12:30-15:30")),
    }
)
SATURDAYS = WeekHours.of({**{day: OFFICE.days[day] for day in range(5)}, 5: (Window.parse("08:00-11:00"),)})
ALWAYS = WeekHours.of(dict.fromkeys(range(7), (Window(time(0), time(0)),)))
NIGHT = WeekHours.of(dict.fromkeys(range(7), (Window(time(0), time(6)), Window(time(22), time(0)))))

HOLIDAYS = {
    day: str(name)
    for day, name in holidays.country_holidays("ID", years=range(2024, 2027), categories=("public", "government")).items()
}


def city(zone: str, week: WeekHours = OFFICE) -> Calendar:
    """Three real years: holidays, collective leave, Ramadan, a shortened day, a Saturday that is worked once."""
    return Calendar(
        zone=zone,
        week=week,
        first=date(2024, 1, 1),
        last=date(2026, 12, 31),
        seasons=(
            Season(date(2024, 3, 12), date(2024, 4, 9), FASTING, "Ramadan 1445 H"),
            Season(date(2025, 3, 1), date(2025, 3, 30), FASTING, "Ramadan 1446 H"),
            Season(date(2026, 2, 18), date(2026, 3, 19), FASTING, "Ramadan 1447 H"),
        ),
        closed=HOLIDAYS,
        opened={
            date(2025, 8, 17): (Window.parse("07:00-09:15"),),
            date(2025, 11, 8): (MORNING,),
            date(2026, 11, 9): (),
        },
    )
