"""Passwords: Argon2id (RFC 9106), in threads, a few at a time."""

import asyncio
import secrets

import argon2

from services.kit.errors import TooManyRequests, Unavailable

AT_ONCE = 2
MOST_WAITING = 64
"""A hash takes a good part of a second of one core: beyond this queue a caller is told to come back."""
MOST_WAITING_OF_A_SHARE = 16
RETRY_AFTER_S = 5


class _Share:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.waiting = 0


class Passwords:
    """Makes and checks hashes with the cost that the deployment chose; older hashes are checked with their own."""

    def __init__(self, time_cost: int, memory_kib: int) -> None:
        self._hasher = argon2.PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._shares: dict[str, _Share] = {}
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        """Raises `Unavailable` when too many wait."""
        return await self._in_thread(password, None)

    async def is_right(self, password: str, known_hash: str | None, share: str) -> bool:
        """Whether it is the password. Without a hash the answer is no, after the same time.

        Everybody who comes as one `share` waits in a line of its own, so that a crowd holds up nobody else. Raises
        `Unavailable`, and `TooManyRequests` when that line is full.
        """
        line = self._shares.setdefault(share, _Share())
        if line.waiting >= MOST_WAITING_OF_A_SHARE:
            raise TooManyRequests(retry_after_s=RETRY_AFTER_S)
        line.waiting += 1
        try:
            async with line.turn:
                found = await self._in_thread(password, known_hash or self._nobodys)
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._shares.pop(share, None)
        return bool(found) and known_hash is not None

    async def _in_thread(self, password: str, known_hash: str | None) -> str:
        if self._waiting >= MOST_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            async with self._turn:
                if known_hash is None:
                    return await asyncio.to_thread(self._hasher.hash, password)
                return await asyncio.to_thread(self._verify, password, known_hash)
        finally:
            self._waiting -= 1

    def _verify(self, password: str, known_hash: str) -> str:
        try:
            self._hasher.verify(known_hash, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return ""
        return known_hash
