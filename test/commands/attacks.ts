import type { PlayedAttack } from '../attacks/play-attacks.ts';

/**
 * `npm run attacks`: plays every attack of the suite on the real code, and once more in a copy without its defence. Words choose files of
 * rows by their name; `--own` attacks each copy by the rows of its own defence alone, which takes a tenth of the time. `--real`: with the real Claude Code,
 * not its stand-in. Answers 1 where an attack was not held, or where its control did not show that it is its defence that holds it.
 */
export async function run(args: readonly string[]): Promise<number> {
  // Handlers write a line for each request, and tell it to nobody here.
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
  const { installClaude, standIn } = await import('../../local/world/vendors/claude-code.ts');
  const withRealCli = args.includes('--real');
  const { path } = withRealCli ? installClaude(console.error) : standIn();
  process.env['AI_IMPLEMENT_CLAUDE'] = path;
  const { playAttacks } = await import('../attacks/play-attacks.ts');
  const words = args.filter((argument) => !argument.startsWith('--'));
  const attacks = await playAttacks({ withRealCli, words, isWhole: !args.includes('--own') });
  process.stdout.write(args.includes('--json') ? `${JSON.stringify({ attacks })}\n` : textOf(attacks));
  return attacks.length > 0 && attacks.every(({ held, controlFailed }) => held && controlFailed) ? 0 : 1;
}

function textOf(attacks: readonly PlayedAttack[]): string {
  const lines = attacks.flatMap(({ name, asset, wayIn, defence, held, controlFailed, withRealCli, remarks }) => [
    `${held ? 'held' : 'LOST'}  ${name}`,
    `      asset    ${asset}`,
    `      way in   ${wayIn}`,
    `      defence  ${defence}`,
    `      control  ${controlFailed ? 'without the defence this succeeds, and no attack on another' : 'IT SHOWS NOTHING'}`,
    ...remarks.map((remark) => `      ${remark}`),
    ...(withRealCli ? ['      with the real Claude Code'] : []),
  ]);
  const isGood = ({ held, controlFailed }: PlayedAttack) => held && controlFailed;
  return `${lines.join('\n')}\n${attacks.filter(isGood).length} of ${attacks.length} attacks are held, each by its own defence.\n`;
}
