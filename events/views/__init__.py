"""Thin doors: fetch, call one action, answer."""
