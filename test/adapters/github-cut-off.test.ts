import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { instant } from '../../shared/domain/time.ts';
import type { DispatchOutcome } from '../../shared/ports/executor.ts';
import { APP } from '../../simulators/test/a-github-simulator.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

// On a server that is no simulator, so that what goes over the wire is written here to the byte.

const CALLS = { installation: /\/installation$/, token: /\/access_tokens$/, order: /\/dispatches$/ };
type Call = keyof typeof CALLS;

let seen: string[];
let cut: Call | undefined;
let dispatch: () => Promise<DispatchOutcome>;
let close: () => void;
beforeEach(async () => {
  seen = [];
  cut = undefined;
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executor = githubExecutor({ apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...APP });
  dispatch = () => executor.dispatch(aRun(), aRunRequest(aRun()));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const call = (Object.keys(CALLS) as Call[]).find((name) => CALLS[name].test(request.url ?? ''));
  seen.push(`${call} ${request.headers.authorization === undefined ? 'without' : 'with'} credential`);
  const text = JSON.stringify(call === undefined ? {} : bodies()[call]);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length });
  if (call === cut) response.write(text.slice(0, 12), () => response.destroy());
  else response.end(text);
}

const bodies = () => ({
  installation: { id: 7, app_slug: 'ai-implement', permissions: { actions: 'write' } },
  token: { token: 'ghs_x', expires_at: instant(Date.now() + 3_600_000), permissions: { actions: 'write' } },
  order: { workflow_run_id: 5, run_url: 'https://x.test/5', html_url: 'https://x.test/5' },
});

describe('an answer of GitHub that breaks off', () => {
  test('is no refusal where it is the installation that is asked for', async () => {
    cut = 'installation';

    expect(await dispatch()).toMatchObject({ outcome: 'deferred' });
    expect(seen).toEqual(['installation with credential']);
  });

  test('leads to no order without a credential where it is a token that is asked for', async () => {
    cut = 'token';

    expect(await dispatch()).toMatchObject({ outcome: 'deferred' });
    expect(seen).toEqual(['installation with credential', 'token with credential']);
  });

  test('leaves open whether an order had its effect', async () => {
    cut = 'order';

    expect(await dispatch()).toEqual({ outcome: 'unanswered' });
  });
});
