"""What `make` runs: setting up, services for tests, the production shape on one machine."""
