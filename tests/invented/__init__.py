"""Invented charts, tables and briefings that several rooms' tests are made of."""
