"""Scans and files that people handed over: what they are, what they say, and whether they changed since (docs/evidence.md)."""
