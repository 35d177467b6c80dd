import { expect, test } from 'vitest';
import { lazyPort } from '../../shared/domain/lazy-port.ts';

interface Greeter {
  readonly name: string;
  greet(whom: string, mark?: string): Promise<string>;
}

function aGreeter() {
  const made = { openings: 0, isBroken: false };
  const open = async (): Promise<Greeter> => {
    made.openings += 1;
    if (made.isBroken) throw new Error('no secret');
    return new (class {
      readonly name = 'opened';
      async greet(whom: string, mark = '.') {
        return `${this.name}: ${whom}${mark}`;
      }
    })();
  };
  return { made, open };
}

test('a port is opened with its first call, once for all, and is what is called', async () => {
  const { made, open } = aGreeter();
  const port = lazyPort(open);
  expect(made.openings).toBe(0);

  expect(await Promise.all([port.greet('Ada'), port.greet('Bob', '!')])).toEqual(['opened: Ada.', 'opened: Bob!']);
  expect(made.openings).toBe(1);
});

test('an opening that failed is tried again with the next call', async () => {
  const { made, open } = aGreeter();
  const port = lazyPort(open);
  made.isBroken = true;
  await expect(port.greet('Ada')).rejects.toThrow('no secret');
  made.isBroken = false;

  expect(await port.greet('Ada')).toBe('opened: Ada.');
  expect(made.openings).toBe(2);
});

test('what is known without opening is said at once, and a port that is awaited is itself', async () => {
  const { made, open } = aGreeter();
  const port = lazyPort(open, { name: 'known' });

  expect((await port).name).toBe('known');
  expect(made.openings).toBe(0);
});
