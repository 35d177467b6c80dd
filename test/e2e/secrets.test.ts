import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { sign } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OnEffect } from '../../local/stack/aws/aws-endpoint.ts';
import { temporaryHome } from '../../local/world/home/home.ts';
import { drawnTokenKeys } from '../../local/world/home/token-keys.ts';
import { ADMIN_ROUTES } from '../../shared/contract/admin-routes.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { type AdminClient, signedIn } from './admin-client.ts';
import { type HandPlayedRunner, NEVER_BY_ITSELF, runnerOf, sendAsRunner } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Every secret of a day's work is known to this test, which then looks for them wherever something is kept or told.

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SECRETS = {
  accessCode: 'canary-access-code-0123456789',
  tokenKeys: drawnTokenKeys(),
  linearApiKey: 'lin_api_canary',
  githubAppId: '1000001',
  githubPrivateKey: privateKey,
  githubWebhookSecret: 'canary-webhook-secret',
};
const TITLE = 'Canary of the title';
const DESCRIPTION = 'Canary of the description.';
/** What GitHub gives us for our App's key begins so, and our own run tokens are JWTs. */
const INSTALLATION_TOKEN = /ghs_[\w-]{20,}/;
const JWT = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

const home = temporaryHome();
let system: QuietSystem;
let admin: AdminClient;
/** What an admin gave a machine. */
let machineToken: string;
let succeeded: { key: string; runner: HandPlayedRunner; sessionKey: string };
/** Bodies of all messages that functions sent. */
const messages: string[] = [];
/** Whole answers of the API, to people and to runners. */
const answers: string[] = [];

beforeAll(async () => {
  writeFileSync(home.secretsFile, JSON.stringify(SECRETS));
  const onEffect: OnEffect = ({ operation, body }) =>
    void (operation === 'SendMessage' && messages.push(JSON.stringify(body)));
  system = await startQuietSystem({ home, runTimes: NEVER_BY_ITSELF, onEffect });
  admin = await signedIn(system.laptop.url, SECRETS.accessCode);
  const made = await admin.call('POST', '/api/access/tokens', { name: 'reader', role: 'viewer', days: 1 });
  machineToken = (made.body as { token: string }).token;
  await troubledDay();
}, 240_000);
afterAll(async () => {
  await system.stop();
  home.clear();
});

/** A success, a failure, refused requests, and vendors that fail: whatever makes a system talkative. */
async function troubledDay(): Promise<void> {
  const key = system.markNew('OPS', TITLE, DESCRIPTION);
  const runner = await runnerOf(system, key);
  const sessionKey = await runner.start();
  succeeded = { key, runner, sessionKey };
  const { url } = system.laptop;
  const step = { type: 'step', stepId: 'a', name: 'A step', status: 'running', startedAt: '2026-01-05T09:00:00.000Z' };
  const progress = { path: '/runner/progress', token: runner.progressToken } as const;
  await note(sendAsRunner(url, { ...progress, body: step }));
  for (const wrong of [
    { ...progress, token: runner.resultToken, body: step },
    { path: '/runner/result', token: runner.resultToken, sessionKey: 'wrong', body: runner.success } as const,
    { path: '/runner/result', token: runner.resultToken, sessionKey, body: '{' } as const,
  ]) {
    await note(sendAsRunner(url, wrong));
  }
  for (const secret of [SECRETS.githubWebhookSecret, 'wrong']) await note(deliverComment(url, secret));
  for (const faulty of [system.linear, system.github]) {
    faulty.faults.add({ operation: '*', kind: 'status', status: 500, untilAt: system.clock.now() + 10 * MINUTE_MS });
  }
  system.markNew('ENG', `${TITLE}, later`, DESCRIPTION);
  await note(runner.report(sessionKey, runner.success));
  await system.pass(5 * MINUTE_MS);
  for (const faulty of [system.linear, system.github]) faulty.faults.clear();
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'), HOUR_MS);
  for (const { method, path } of Object.values(ADMIN_ROUTES)) {
    if (method !== 'GET') continue;
    answers.push(JSON.stringify(await admin.call(method, path.replace('{runId}', runner.runId))));
  }
  answers.push(JSON.stringify(await admin.call('POST', '/api/session', { accessCode: 'wrong' })));
  const read = { headers: { authorization: `Bearer ${machineToken}` } };
  answers.push(await (await fetch(`${url}/api/audit`, read)).text());
}

/** Somebody's comment on a pull request, as GitHub brings it. */
async function deliverComment(url: string, secret: string): Promise<string> {
  const comment = { id: 41, body: `/ai-implement ${TITLE}`, user: { login: 'ada' } };
  const where = { repository: { id: 1, full_name: 'acme/backend' }, issue: { number: 7, pull_request: {} } };
  const body = JSON.stringify({ action: 'created', ...where, comment });
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issue_comment',
    'x-github-delivery': crypto.randomUUID(),
    'x-hub-signature-256': await sign(secret, body),
  };
  const answer = await fetch(`${url}/github/webhook`, { method: 'POST', headers, body });
  return answer.text();
}

async function note(answer: Promise<unknown>): Promise<void> {
  answers.push(JSON.stringify(await answer));
}

/** Everything that no log, record or answer may hold, by what it is. */
function canaries(): Record<string, string> {
  const { runner, sessionKey } = succeeded;
  return {
    'the access code': SECRETS.accessCode,
    'the private key of tokens': JSON.parse(SECRETS.tokenKeys.tokenPrivateKey).d,
    'the key of Linear': SECRETS.linearApiKey,
    'the secret of the webhook': SECRETS.githubWebhookSecret,
    'the private key of the App': privateKey.split('\n')[1] ?? '',
    'the session of an admin': admin.sessionSecret,
    'the token of a machine': machineToken,
    'a session key': sessionKey,
    'a result token': runner.resultToken,
    'a progress token': runner.progressToken,
  };
}

const logs = () => readFileSync(home.logFile, 'utf8');

/** All items, with what is packed in them. */
async function records(start = ''): Promise<string> {
  return JSON.stringify(await system.items(start), (_, value: unknown) =>
    value instanceof Uint8Array ? JSON.parse(inflateSync(value).toString()) : value,
  );
}

function found(text: string): string[] {
  const named = Object.entries(canaries()).filter(
    ([, secret]) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)),
  );
  const shaped = Object.entries({ 'an installation token': INSTALLATION_TOKEN, 'a token': JWT }).filter(([, shape]) =>
    shape.test(text),
  );
  return [...named, ...shaped].map(([name]) => name);
}

test('no log line holds a secret or a token, or text of a ticket', () => {
  expect(found(logs())).toEqual([]);
  expect(logs()).not.toContain(TITLE);
  expect(logs()).not.toContain(DESCRIPTION);
});

test('each log line of work on a ticket names that ticket, and each about a run that run', () => {
  const { runner, key } = succeeded;
  const ticket = `linear/${system.linear.idOf(key)}`;
  const lines = logs()
    .split('\n')
    .flatMap((line) => {
      const [, source, text] = /^([\w-]+) (\{.*\})$/.exec(line) ?? [];
      return source === undefined ? [] : [{ source, line: JSON.parse(text ?? '') as Record<string, unknown> }];
    });
  const about = (source: string) => lines.filter((each) => each.source === source).map((each) => each.line);
  const works = [...about('dispatch-run'), ...about('advance-run')].filter(({ messageId }) => messageId !== undefined);
  expect(works.some(({ message }) => message === 'message consumed')).toBe(true);
  // Deliveries that failed, and machines, are looked for once for all tickets, and admins sign in.
  expect(new Set(works.filter(({ ticket }) => ticket === undefined).map(({ kind }) => kind))).toEqual(
    new Set(['redeliver', 'sweep-machines', 'Audited']),
  );

  const ofRun = lines.filter(({ line }) => line['runId'] === runner.runId);
  expect(new Set(ofRun.map(({ line }) => line['ticket']))).toEqual(new Set([ticket]));
  expect(new Set(ofRun.map(({ source }) => source))).toEqual(
    new Set(['dispatch-run', 'advance-run', 'runner-callback']),
  );
  // What was refused with a token of the run is about it too, whoever sent it.
  expect(about('runner-callback').map(({ code, runId }) => [code, runId])).toContainEqual([
    'wrong_session_key',
    runner.runId,
  ]);
});

test('no record holds a secret or a token', async () => {
  expect(found(await records())).toEqual([]);
});

test('no answer to people or runners holds a secret or a token', () => {
  expect(found(answers.join('\n'))).toEqual([]);
  expect(answers.join('\n')).not.toContain(DESCRIPTION);
});

test('no message between functions holds a secret, a token, or text of a ticket', () => {
  expect(found(messages.join('\n'))).toEqual([]);
  expect(messages.join('\n')).not.toContain(TITLE);
  expect(messages.join('\n')).not.toContain(DESCRIPTION);
});

test('nothing that people read on a ticket holds a secret or a token', () => {
  const bodies = system.linear.commentsOf(succeeded.key).map(({ body }) => body);
  expect(bodies).toHaveLength(1);
  expect(found(bodies.join('\n'))).toEqual([]);
});

test('the search finds what must be there', async () => {
  const { runner, key } = succeeded;
  // What is kept: the title of a ticket, its description in the context of its run, the hash of the session key.
  expect(await records('TICKET#')).toContain(TITLE);
  expect(await records(`RUN#${runner.runId}`)).toContain(DESCRIPTION);
  expect(await records('RUN#')).toContain('sessionKeyHash');
  // What is told: the title to people who signed in, ids in messages.
  expect(answers.join('\n')).toContain(TITLE);
  for (const told of ['not_our_pull_request', 'bad_signature']) expect(answers.join('\n')).toContain(told);
  expect(messages.join('\n')).toContain(system.linear.idOf(key));
  expect(logs()).toContain('message consumed');
  // What a workflow run gets: text and tokens, and each of them would be found.
  const inputs = JSON.stringify(system.github.runsOf(runner.runId).map((run) => run.inputs));
  expect(inputs).toContain(DESCRIPTION);
  expect(found(inputs)).toEqual(['a result token', 'a progress token', 'a token']);
  expect(found(readFileSync(home.secretsFile, 'utf8'))).toEqual(Object.keys(canaries()).slice(0, 5));
  expect(found(`ghs_1000001_${'x'.repeat(30)} ${succeeded.sessionKey}`)).toEqual([
    'a session key',
    'an installation token',
  ]);
});
