"""The program: command line, settings, wiring, messengers and web."""
