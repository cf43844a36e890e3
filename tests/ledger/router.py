"""A load balancer: each connection goes to the next server that accepts it."""

import asyncio
from contextlib import suppress
from itertools import cycle


class Router:
    """Listens on `port` while its context lasts."""

    def __init__(self, port: int, servers: list[int]):
        self.port, self.servers, self.ports = port, len(servers), cycle(servers)

    async def __aenter__(self) -> "Router":
        self.listening = await asyncio.start_server(self.relay, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *error) -> None:
        self.listening.close()

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):  # the event loop ends
            from_server, to_server = await self.connect()
            await asyncio.gather(pass_on(reader, to_server), pass_on(from_server, writer))
        writer.close()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(self.servers):
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", next(self.ports))
        raise ConnectionRefusedError


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until either end is closed."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
