import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections (Linux from 32768, macOS and Windows from 49152): one of those
// could be taken by any connection between our asking and the service's start.
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A port that nothing listens on, on any address, and that no outgoing connection will take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
