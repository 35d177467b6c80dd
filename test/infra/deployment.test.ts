import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { deployedSettings } from '../../infra/commands/deployed-settings.ts';
import { deployStage } from '../../infra/commands/deployment.ts';
import { noteOf, readNote } from '../../infra/deployed-note.ts';
import { Settings } from '../../infra/settings.ts';
import type { Stage } from '../../infra/stage.ts';

function aStage(settings: object = {}): Stage {
  return {
    name: 'prod',
    account: '123456789012',
    region: 'eu-central-1',
    stackName: 'AiImplement-prod',
    parameterPath: '/ai-implement/prod',
    values: Settings.parse(settings),
    overrides: [],
  };
}

/** A world in which a stage is deployed; what is done to it stands in `done`, what is said in `said`. */
function aWorld({ deployed, answer }: { deployed?: Stage; answer?: boolean } = {}) {
  const [said, done]: [string[], string[]] = [[], []];
  const deps = {
    deployed: async () => deployed && readNote(noteOf(deployed)),
    confirm: answer === undefined ? undefined : async () => answer,
    synthesize: async ({ name }: Stage) => void done.push(`synthesize ${name}`),
    cdk: async ({ isApproved }: { isApproved: boolean }) => done.push(isApproved ? 'cdk, approved' : 'cdk') * 0,
    print: (line: string) => void said.push(line),
  };
  return { deps, said, done };
}

const ASKED = { isApproved: false, isLookOnly: false };
const SLOW = { POLL_INTERVAL_MS: 300_000, JIRA_SITE_URL: 'https://acme.atlassian.net' };

test('what changes is shown before, and deployed once somebody agreed', async () => {
  const { deps, said, done } = aWorld({ deployed: aStage(SLOW), answer: true });
  expect(await deployStage(deps, { stage: aStage(), ...ASKED })).toBe(0);
  expect(said).toContain('  JIRA_SITE_URL: "https://acme.atlassian.net" -> not set');
  expect(said).toContain('  POLL_INTERVAL_MS: 300000 -> 60000');
  expect(done).toEqual(['synthesize prod', 'cdk']);
});

test.each([
  [false, 'Nothing was deployed.'],
  [undefined, 'Repeat it with --approved'],
])('without consent (%s) settings that change are not deployed', async (answer, sentence) => {
  const { deps, done } = aWorld({ deployed: aStage(SLOW), ...(answer === undefined ? {} : { answer }) });
  await expect(deployStage(deps, { stage: aStage(), ...ASKED })).rejects.toThrow(sentence);
  expect(done).toEqual([]);
});

test('a machine deploys what it was told to, and nobody is asked', async () => {
  const { deps, done } = aWorld({ deployed: aStage(SLOW) });
  await deployStage(deps, { stage: aStage(), isApproved: true, isLookOnly: false });
  expect(done).toEqual(['synthesize prod', 'cdk, approved']);
});

test('the first deployment, and one that changes no setting, ask nothing of their own', async () => {
  for (const world of [aWorld(), aWorld({ deployed: aStage(SLOW) })]) {
    await deployStage(world.deps, { stage: aStage(SLOW), ...ASKED });
    expect(world.done).toEqual(['synthesize prod', 'cdk']);
  }
});

test('to look changes nothing, and says what the environment overrides', async () => {
  const { deps, said, done } = aWorld({ deployed: aStage() });
  const stage = { ...aStage(SLOW), overrides: [{ name: 'POLL_INTERVAL_MS', value: 300_000, instead: undefined }] };
  expect(await deployStage(deps, { stage, isApproved: false, isLookOnly: true })).toBe(0);
  expect(said).toContain("POLL_INTERVAL_MS is 300000 by the environment; in the stage's file: not set.");
  expect(done).toEqual([]);
});

/** SSM that answers this. */
async function anSsm(status: number, body: object): Promise<SSMClient> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return clientOf((server.address() as AddressInfo).port);
}

const clientOf = (port: number) =>
  new SSMClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });

const noteIn = (account: string) => ({
  Parameter: {
    Value: noteOf(aStage(SLOW)),
    ARN: `arn:aws:ssm:eu-central-1:${account}:parameter/ai-implement/prod/deployed-settings`,
  },
});

test('what is deployed is read from the note that the stack left', async () => {
  const ssm = await anSsm(200, noteIn('123456789012'));
  expect(await deployedSettings(ssm, aStage())).toMatchObject({ settings: SLOW });
  const empty = await anSsm(400, { __type: 'ParameterNotFound' });
  expect(await deployedSettings(empty, aStage())).toBeUndefined();
});

test.each([
  [200, noteIn('210987654321'), /are of account 210987654321.*wrong_account/],
  [400, { __type: 'ExpiredTokenException' }, /aws sso login.*credentials_refused/],
  [400, { __type: 'UnrecognizedClientException' }, /credentials_refused/],
  [
    400,
    { __type: 'AccessDeniedException' },
    /ssm:GetParameter on arn:aws:ssm:eu-central-1:123456789012:parameter\/ai.*not_allowed/,
  ],
  [503, {}, /AWS does not answer for account 123456789012 in eu-central-1.*account_unreachable/],
])('an account that answers %s %j is told of in a sentence', async (status, body, sentence) => {
  await expect(deployedSettings(await anSsm(status, body), aStage())).rejects.toThrow(sentence);
});

test('an account that cannot be reached, and credentials that are missing, are told of in a sentence', async () => {
  await expect(deployedSettings(clientOf(1), aStage())).rejects.toThrow(/ECONNREFUSED.*account_unreachable/);
  const signedOut = new SSMClient({
    region: 'eu-central-1',
    credentials: async () => {
      throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    },
  });
  await expect(deployedSettings(signedOut, aStage())).rejects.toThrow(/aws sso login.*no_credentials/);
});
