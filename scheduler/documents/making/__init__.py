"""The documents themselves: Word, Excel, calendars. Loaded when the first one is asked for."""
