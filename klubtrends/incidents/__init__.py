"""Incidents at the door: the sheet to log in, what is read of it, and the register that keeps it."""
