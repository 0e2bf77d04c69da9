"""Groups of spellings that are one, and pairs that must stay two."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Groups(Generic[T]):
    """Chains work (a = b, b = c), but nothing joins what ``apart`` keeps two: neither directly nor by a third one."""

    def __init__(self, apart: Callable[[T, T], bool]) -> None:
        self._apart = apart
        self._of: dict[T, list[T]] = {}

    def join(self, first: T, second: T) -> tuple[T, T] | None:
        """Make one of the groups of both; where that is forbidden, the two that must not meet, and nothing changes."""
        left, right = self._of.get(first, [first]), self._of.get(second, [second])
        if left is right:
            return None
        for one in left:
            for other in right:
                if self._apart(one, other):
                    return one, other
        together = [*left, *right]
        for each in together:
            self._of[each] = together
        return None

    def __iter__(self) -> Iterator[list[T]]:
        return iter({id(group): group for group in self._of.values()}.values())
