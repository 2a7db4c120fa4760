"""The machine-facing half: make targets, locks, settings, containers."""
