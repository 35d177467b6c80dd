import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf } from '../../../runner/publishing/patch-lines.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'patch-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function told(content: string | Buffer, begin: string[], longest = 200): Promise<string[]> {
  const file = join(folder, 'patch');
  writeFileSync(file, content);
  const lines: string[] = [];
  for await (const line of linesOf(file, { begin, longest })) lines.push(line);
  return lines;
}

test('lines with one of the beginnings are told, also the last one without its end', async () => {
  const patch = 'diff --git a/x b/x\nindex 1..2\n index 3\n+index 4\nliteral 5\nindex 6';

  expect(await told(patch, ['index ', 'literal '])).toEqual(['index 1..2', 'literal 5', 'index 6']);
  expect(await told('', ['+'])).toEqual([]);
});

test('wherever a line falls into what is read at once, it is told whole', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `${at % 3 === 0 ? '+' : ' '}${'é'.repeat(at % 90)}${at}`);

  expect(await told(lines.join('\n'), ['+'])).toEqual(lines.filter((line) => line.startsWith('+')));
});

test('of a line without end the beginning is told, and the lines after it are not lost', async () => {
  const long = `+${'x'.repeat(300_000)}`;

  expect(await told(`${long}\n+next\n-${long}\n+last\n`, ['+'], 1000)).toEqual([long.slice(0, 1000), '+next', '+last']);
});
