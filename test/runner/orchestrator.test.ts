import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OrchestratorSettings, orchestratorClient } from '../../runner/orchestrator/orchestrator.ts';
import { reported } from '../../runner/orchestrator/reported.ts';
import { createReporter } from '../../runner/orchestrator/reporter.ts';
import { StageFailure } from '../../runner/stages/stage-failure.ts';
import type { Progress } from '../../shared/contract/runner.ts';
import { ERROR_STATUS, type ErrorCode } from '../../shared/domain/errors.ts';
import { reasonFor } from '../../shared/domain/failures/failures.ts';
import { aReport } from '../builders/a-report.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { anOrchestrator, type FakeOrchestrator } from './fixtures/an-orchestrator.ts';

let api: FakeOrchestrator;
beforeEach(async () => {
  api = await anOrchestrator(aRunContext());
});
afterEach(() => api.close());

const client = (overrides: Partial<OrchestratorSettings> = {}) =>
  orchestratorClient({
    callbackUrl: api.url,
    resultToken: 'result-token',
    progressToken: 'progress-token',
    execution: { workflowRunId: '42', runAttempt: 1 },
    signal: new AbortController().signal,
    patience: { waitsMs: [1, 1, 1], timeoutMs: 500 },
    ...overrides,
  });
const pathsOf = () => api.calls.map(({ path }) => path);

test('start names the execution and hands out the context; what follows bears the session key', async () => {
  const orchestrator = client();

  const start = await orchestrator.start();
  await orchestrator.githubToken();
  await orchestrator.report(aReport());

  expect(start).toEqual({ outcome: 'started', sessionKey: 'session-key-1', context: aRunContext() });
  expect(api.calls[0]?.body).toEqual({ workflowRunId: '42', runAttempt: 1 });
  expect(api.calls.map(({ headers }) => headers['x-session-key'])).toEqual([
    undefined,
    'session-key-1',
    'session-key-1',
  ]);
  expect(new Set(api.calls.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer result-token']));
});

test.each([
  ['app_not_installed', 'app_removed_meanwhile'],
  ['app_suspended', 'suspended_meanwhile'],
  ['repository_moved', 'moved_meanwhile'],
  ['missing_permission', 'github_not_permitted'],
])('a token that is refused by %s fails the run by %s', async (code, failure) => {
  const orchestrator = client();
  await orchestrator.start();
  api.noToken = code;

  await expect(orchestrator.githubToken()).rejects.toMatchObject({ code: failure, kind: 'substance' });
});

const CONFLICTS = Object.keys(ERROR_STATUS).filter(
  (code): code is ErrorCode => ERROR_STATUS[code as ErrorCode] === 409,
);

test.each(CONFLICTS)(
  'a gate that answers 409 %s is not asked again, and closed only where nothing is to do',
  async (code) => {
    api.context = undefined;
    api.refusal = { code, detail: 'its sentence' };
    const outcome = await client()
      .start()
      .catch((error: unknown) => error);

    const said = `${code}: its sentence`;
    expect(outcome).toMatchObject(
      code === 'run_taken' || code === 'run_over'
        ? { outcome: 'closed', detail: said }
        : { code: 'orchestrator_refused', message: reasonFor('orchestrator_refused', `start, ${said}`) },
    );
    expect(pathsOf()).toEqual(['/runner/start']);
  },
);

test('a 409 that names no code of ours closes nothing', async () => {
  api.answerNext('/runner/start', 409);

  await expect(client().start()).rejects.toMatchObject({ code: 'orchestrator_refused' });
});

test.each([500, 503, 429])('an answer of %i is asked for again', async (status) => {
  api.answerNext('/runner/start', status, status);

  expect(await client().start()).toMatchObject({ outcome: 'started' });
  expect(pathsOf()).toHaveLength(3);
});

test.each([
  ['breaks off', ''],
  ['is a page of a proxy', '<p>One moment</p>'],
])('a success that %s is no answer, and is asked for again', async (_, body) => {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    const whole = JSON.stringify({ sessionKey: 'session-key', context: aRunContext() });
    if (asked > 1) return void response.end(whole);
    if (body !== '') return void response.end(body);
    response.writeHead(200, { 'content-length': whole.length });
    response.write(whole.slice(0, 9), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const started = await client({ callbackUrl, patience: { waitsMs: [1, 1, 1], timeoutMs: 20_000 } }).start();
  server.closeAllConnections();
  server.close();

  expect([asked, started.outcome]).toEqual([2, 'started']);
});

test('a refusal that waiting does not mend is not repeated, and says why', async () => {
  api.answerNext('/runner/start', 401);

  await expect(client().start()).rejects.toThrow(reasonFor('orchestrator_refused', 'start, HTTP 401'));
  expect(pathsOf()).toHaveLength(1);
});

test('an orchestrator that never answers is given up', async () => {
  const gone = client({ callbackUrl: 'http://127.0.0.1:9' });

  await expect(gone.start()).rejects.toThrow('could not reach AI-Implement: 127.0.0.1:9');
});

test('each call that needs it bears a fresh identity token for our address', async () => {
  const audiences: (string | null)[] = [];
  const issuer = createServer((request, response) => {
    audiences.push(new URL(request.url ?? '', 'http://issuer.test').searchParams.get('audience'));
    response.end(JSON.stringify({ value: `identity-${audiences.length}` }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  const orchestrator = client({ oidc: { url: `http://127.0.0.1:${port}/token?api-version=2`, token: 'x' } });

  await orchestrator.start();
  await orchestrator.githubToken();
  issuer.close();

  expect(audiences).toEqual([api.url, api.url]);
  expect(api.calls.map(({ headers }) => headers['x-github-oidc-token'])).toEqual(['identity-1', 'identity-2']);
});

function aReporter(send: (line: Progress) => Promise<void>) {
  const lines: string[] = [];
  const redact = (text: string) => text.replaceAll('s3cr3t', '[secret]');
  return { lines, ...createReporter({ send, redact, log: (text) => lines.push(text), now: () => 0 }) };
}

test('steps are told in order, redacted and bounded, and what a step throws is thrown on', async () => {
  const sent: Progress[] = [];
  const reporter = aReporter(async (line) => void sent.push(line));
  const fail = () => Promise.reject(new Error(`s3cr3t ${'x'.repeat(2000)}`));

  await reporter.step(
    { stepId: 'a', name: 'A' },
    async () => 7,
    (result) => `${result} files`,
  );
  await reporter.skip({ stepId: 'b', name: 'B' }, 'not needed');
  await expect(reporter.step({ stepId: 'c', name: 'C' }, fail)).rejects.toThrow('s3cr3t');
  await reporter.settled(1000);
  reporter.close();

  const told = sent.map((line) => (line.type === 'step' ? [line.stepId, line.status, line.message?.slice(0, 8)] : []));
  expect(told).toEqual([
    ['a', 'running', undefined],
    ['a', 'succeeded', '7 files'],
    ['b', 'skipped', 'not need'],
    ['c', 'running', undefined],
    ['c', 'failed', '[secret]'],
  ]);
  expect(sent.at(-1)).toMatchObject({ message: expect.stringMatching(/^.{1000}$/) });
});

test('progress that is lost, or hangs, does not stop the work', async () => {
  const lost = aReporter(() => Promise.reject(new Error('down')));
  const hanging = aReporter(() => new Promise(() => {}));

  expect(await lost.step({ stepId: 'a', name: 'A' }, async () => 1)).toBe(1);
  expect(await hanging.step({ stepId: 'a', name: 'A' }, async () => 2)).toBe(2);
  await lost.settled(1000);
  await hanging.settled(10);
  for (const reporter of [lost, hanging]) reporter.close();

  expect(lost.lines).toContain('progress was lost: Error: down');
});

async function reportOf(work: Parameters<typeof reported>[2], signal = new AbortController().signal) {
  const orchestrator = client({ signal });
  await orchestrator.start();
  const reporter = aReporter(orchestrator.progress);
  const deps = {
    orchestrator,
    reporter,
    redact: (text: string) => text.replaceAll('s3cr3t', '[secret]'),
    log: () => {},
    signal,
  };
  const isGood = await reported(deps, aRunContext(), work);
  return { isGood, report: api.reports()[0] };
}

test('an error that nobody foresaw is reported as one of the infrastructure, without secrets', async () => {
  const { isGood, report } = await reportOf(() => Promise.reject(new Error('ENOSPC: no space left, s3cr3t')));

  expect(isGood).toBe(false);
  expect(report).toMatchObject({ phase: 'implementation', outcome: 'failure', failureKind: 'infrastructure' });
  expect(report?.failureCode).toBe('runner_failed');
  expect(report?.failureReason).toMatch(/: ENOSPC: no space left, \[secret\]$/);
});

test('a failure names the pull request that was open already', async () => {
  const prUrl = 'https://github.test/acme/backend/pull/1';
  const { report } = await reportOf((known) => {
    known.prUrl = prUrl;
    return Promise.reject(new StageFailure('script_failed', 'no'));
  });

  expect(report).toMatchObject({ prUrl, failureKind: 'substance', failureCode: 'script_failed' });
});

test('work that hangs is given up at the signal, and reported with its reason', async () => {
  const signal = AbortSignal.abort(new StageFailure('run_cancelled'));
  const ended = new AbortController();
  const starting = reportOf(() => new Promise(() => {}), ended.signal);
  await expect.poll(pathsOf).toContain('/runner/start');
  ended.abort(signal.reason);

  expect((await starting).report).toMatchObject({ failureKind: 'substance', failureCode: 'run_cancelled' });
});

test('a reason of any length fits the report', async () => {
  const { report } = await reportOf(() => Promise.reject(new StageFailure('changes_refused', '🔍'.repeat(3000))));

  expect(report?.failureReason).toHaveLength(1999);
});
