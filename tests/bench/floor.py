"""The floor of the live benchmark: a bare uvloop program that forwards what is posted, and does nothing else."""

import asyncio
import signal

import uvloop


class Connection(asyncio.Protocol):
    """A GET stays open and receives events. A POST, followed by the subject's number, is sent to all of them."""

    following: set[asyncio.Transport] = set()
    number = 100

    def connection_made(self, transport) -> None:
        self.transport = transport

    def connection_lost(self, error) -> None:
        self.following.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.following.add(self.transport)
            self.transport.write(b": open\n\n")
        else:
            self.pass_on(int(data[5:]))
            self.transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.transport.close()

    def pass_on(self, subject: int) -> None:
        Connection.number += 1
        data = b'{"number":%d,"verb":"post.placed","kind":"post","subject":%d}' % (self.number, subject)
        event = b"id: %d\ndata: %b\n\n" % (self.number, data)
        for transport in self.following:
            transport.write(b"%x\r\n%b\r\n" % (len(event), event))


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    signal.alarm(300)  # ends if the benchmark cannot end it
    uvloop.run(serve())
