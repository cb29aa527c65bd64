import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port and says so as Gatehouse does. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`listens on http://localhost:${(server.address() as AddressInfo).port}\n`);
  });
}
