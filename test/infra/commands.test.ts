import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { env as machine } from 'node:process';
import { expect, test } from 'vitest';
import { run as runDeploy } from '../../infra/commands/deploy.ts';
import { run as runSynth } from '../../infra/commands/synth.ts';
import { outcomeOf } from '../../local/commands/outcome-of.ts';

const COMMANDS = { 'npm run synth': runSynth, 'npm run deploy': runDeploy } as const;
const UNUSABLE = 'is no name of a stage: at most 20 small letters, digits and dashes. (stage_name_unusable)';

const WRONG: ReadonlyArray<readonly [command: keyof typeof COMMANDS, args: string[], line: string]> = [
  ['npm run synth', ['--all'], 'There is no option --all. `npm run synth -- --help` says what it takes.'],
  [
    'npm run synth',
    ['a', 'b'],
    'npm run synth cannot do anything with "b". `npm run synth -- --help` says what it takes.',
  ],
  ['npm run synth', ['Prod'], `"Prod" ${UNUSABLE}`],
  ['npm run deploy', ['--all'], 'There is no option --all. `npm run deploy -- --help` says what it takes.'],
  ['npm run deploy', ['../prod'], `"../prod" ${UNUSABLE}`],
];

test.each(WRONG)('%s %j is answered by one sentence', async (command, args, line) => {
  const lines: string[] = [];
  const code = await outcomeOf(
    () => COMMANDS[command](args),
    (sentence) => void lines.push(sentence),
  );
  expect({ code, lines }).toEqual({ code: 1, lines: [line] });
});

/** A program of ours, in a process of its own. */
function start(args: string[], variables: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { ...machine, ...variables },
    encoding: 'utf8',
  });
  return { status, said: (stdout + stderr).trim() };
}

const LAUNCH = 'local/commands/launch.mjs';

test('a deployment without a stage is refused, by our command and by that of CDK', () => {
  const said = expect.stringMatching(/^.*npm run deploy -- STAGE\..* \(no_stage\)$/);
  expect(start([LAUNCH, 'infra/commands/deploy.ts'], {})).toEqual({ status: 1, said });
  expect(start(['infra/app.ts'], { CDK_CLI_VERSION: '2.0.0' })).toEqual({ status: 2, said });
});

test('an account is prepared before there is a stage: the command of CDK that does it asks for none', () => {
  const variables = { AWS_EC2_METADATA_DISABLED: 'true', AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '', HOME: tmpdir() };
  const args = ['node_modules/aws-cdk/bin/cdk', 'bootstrap', '--no-notices', 'aws://123456789012/eu-central-1'];
  const { said } = start(args, variables);
  expect(said).toContain('Need to perform AWS calls for account 123456789012, but no credentials have been configured');
});

test('settings that cannot be used get one sentence each', () => {
  expect(start([LAUNCH, 'infra/commands/synth.ts'], { JIRA_SITE_URL: 'acme.atlassian.net', LINEAR: 'of' })).toEqual({
    status: 1,
    said: [
      'LINEAR must be on or off, not "of". (setting_unusable)',
      'JIRA_SITE_URL must be an https URL, not "acme.atlassian.net". (setting_unusable)',
    ].join('\n'),
  });
});
