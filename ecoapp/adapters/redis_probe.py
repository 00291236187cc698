"""Whether Redis answers, asked apart from those who use it: they would wait for ever."""

from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

PATIENCE = 3.0  # seconds


class RedisProbe:
    """Asks one Redis; keeps one connection."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )

    async def answers(self) -> bool:
        """Whether it does, within `PATIENCE`."""
        try:
            await cast(Awaitable[bool], self._redis.ping())
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._redis.aclose()
