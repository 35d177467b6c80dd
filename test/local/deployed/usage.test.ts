import { expect, test, vi } from 'vitest';
import { run as doctor } from '../../../local/commands/deployed/doctor.ts';
import { ROTATABLE } from '../../../local/commands/deployed/setup/rotate.ts';
import { run as setup } from '../../../local/commands/deployed/setup.ts';

test.each([
  ['setup', setup, ['Usage: npm run setup', ...ROTATABLE]],
  ['doctor', doctor, ['Usage: npm run doctor', '--json']],
] as const)('%s says what it takes', async (_, run, words) => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});

  expect(await run(['--help'])).toBe(0);
  const help = said.mock.calls.flat().join('\n');
  said.mockRestore();
  expect(words.filter((word) => !help.includes(word))).toEqual([]);
});

test.each<[(args: string[]) => Promise<number>, string[], RegExp]>([
  [setup, [], /^Say which stage: npm run setup -- STAGE\./],
  [setup, ['prod', '--rotate'], /^--rotate needs a value: npm run setup -- --rotate token-private-key$/],
  [
    setup,
    ['prod', '--rotate', 'github-app-id'],
    /^There is no github-app-id to change\. Name one of: token-private-key, /,
  ],
  [setup, ['prod', '--all'], /^There is no option --all\./],
  [setup, ['no-such-stage', '--check'], /no-such-stage/],
  [doctor, ['no-such-stage'], /no-such-stage/],
  [doctor, ['prod', 'other'], /other/],
])('%o with %o is refused with a sentence', async (run, args, sentence) => {
  await expect(run(args)).rejects.toThrow(sentence);
});
