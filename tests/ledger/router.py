"""What stands before two servers: each connection goes to the next of them that takes it."""

import asyncio
from contextlib import suppress
from itertools import cycle


class Router:
    """Listens on `port` while its context lasts."""

    def __init__(self, port: int, servers: list[int]):
        self.port, self.servers, self.turn = port, len(servers), cycle(servers)

    async def __aenter__(self) -> "Router":
        self.listening = await asyncio.start_server(self.carry, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *error) -> None:
        self.listening.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):  # the loop ends, and with it what is still open
            there, back = await self.connect()
            await asyncio.gather(pass_on(reader, back), pass_on(there, writer))
        writer.close()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(self.servers):
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", next(self.turn))
        raise ConnectionRefusedError


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until either end is closed."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
