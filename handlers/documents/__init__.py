"""Documents for people: tables, reports, calendars, press."""
