"""Certificates for many at once: an organiser's guests or a family, from a table that two people looked at."""
