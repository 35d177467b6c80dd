import { expect, test } from 'vitest';
import { keeping } from '../../local/world/home/keeping.ts';

test('whoever waits is answered once what was so then is written, and those who wait at once share a write', async () => {
  const keeper = keeping();
  const written: string[][] = [];
  const state: string[] = [];
  keeper.begin(() => void written.push([...state]));

  state.push('a');
  const first = keeper.kept();
  state.push('b');
  const second = keeper.kept();
  await Promise.all([first, second]);
  expect(written).toEqual([['a', 'b']]);

  state.push('c');
  await keeper.kept();
  expect(written.at(-1)).toEqual(['a', 'b', 'c']);
});

test('a write that fails is told to those who waited for it, and the next is tried anew', async () => {
  const keeper = keeping();
  let isFull = true;
  keeper.begin(() => {
    if (isFull) throw new Error('no space left on device');
  });

  await expect(keeper.kept()).rejects.toThrow('no space left');
  isFull = false;
  await expect(keeper.kept()).resolves.toBeUndefined();
});
