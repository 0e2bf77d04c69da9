"""Random numbers that are the same on every machine and in every later version: SHA-256 of the seed and a counter.

A library's generator may change between versions; a sample must be repeatable years later from what the paper says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


class Draws:
    """An endless row of numbers that follows from ``seed`` and ``purpose`` alone."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._start = f"auditcheck/{purpose}/{seed}/"
        self._counter = 0

    def below(self, limit: int) -> int:
        """A whole number in 0 .. limit - 1, each equally likely (what would favour the small ones is drawn again)."""
        if limit < 1:
            raise ValueError(limit)
        bits = max(64, limit.bit_length() + 64)
        room = 1 << bits
        while True:
            number = int.from_bytes(self._bytes(bits // 8 + 1), "big") % room
            if number < room - room % limit:
                return number % limit

    def shuffled(self, items: Iterable[int]) -> list[int]:
        """The items in random order: sorted by the hash of each, so that one more item does not move the others."""
        digest = hashlib.sha256
        start = self._start
        return sorted(items, key=lambda item: digest(f"{start}item/{item}".encode("ascii")).digest())

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            found += hashlib.sha256(f"{self._start}{self._counter}".encode("ascii")).digest()
            self._counter += 1
        return found[:count]
