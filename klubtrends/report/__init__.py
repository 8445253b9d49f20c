"""Turns protected and public figures into pages that work on a phone, on paper and without a network."""
