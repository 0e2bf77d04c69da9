"""auditcheck: from a pile of ledgers to findings that hold up, and from findings to a score."""

__version__ = "0.1.0"
