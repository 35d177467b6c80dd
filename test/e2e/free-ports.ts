import { createServer } from 'node:net';

/** The first of some free ports in a row: API and simulators must be found again where they were. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const areFree = await Promise.all(Array.from({ length: count }, (_, n) => isFree(first + n)));
    if (areFree.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
