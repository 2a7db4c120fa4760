"""Designs of certificates: what staff may write, and everything that is looked at before one is published."""
