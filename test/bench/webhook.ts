import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '@octokit/webhooks-methods';
import * as z from 'zod';
import { bundleHandlers } from '../../infra/bundle-functions.ts';
import { readStackTemplate } from '../../local/stack/template/stack-template.ts';
import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../../local/world/laptop-run.ts';
import { pullRequestStore } from '../../shared/adapters/dynamodb/pull-request-store.ts';
import { STACK_NAME } from '../../shared/contract/stack-name.ts';
import { aPullRequestRecord } from '../builders/a-pull-request-record.ts';

/** How deliveries fare that are verified, looked up and queued, beside a function that only sends one message. */
export interface WebhookFigures {
  acceptedPerS: number;
  p50Ms: number;
  p99Ms: number;
  oneMessageP99Ms: number;
}

const CONNECTIONS = 50;
const BATCH = 250;
/** Of each kind, in turn, so that whatever else the machine does meets both. */
const ROUNDS = 24;
/** As many as a team of fifty may have open. */
const PULLS = Array.from({ length: 50 }, (_, at) =>
  aPullRequestRecord({ state: 'closed', number: at + 1, repositoryId: '1' }),
);

export async function measureWebhook(outDir: string): Promise<WebhookFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-webhook-'));
  const home = temporaryHome();
  try {
    await withOneMessage(outDir, folder);
    const run = await startLaptopRun(
      { outDir: join(folder, 'out'), port: 0, isKept: false },
      {
        home,
        settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: 3_600_000 },
        services: { linear: 'simulated', jira: 'simulated', github: 'simulated' },
        runs: 'scripted',
      },
    );
    try {
      return await measure(run);
    } finally {
      await run.stop();
    }
  } finally {
    home.clear();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The synthesized stack with the trigger's function replaced: it has a route, and may send to the same queue. Nothing is
 * scheduled in it or takes messages, so that requests alone are at work.
 */
async function withOneMessage(outDir: string, folder: string): Promise<void> {
  cpSync(outDir, join(folder, 'out'), { recursive: true });
  const file = join(folder, 'out', `${STACK_NAME}.template.json`);
  const template = Template.parse(JSON.parse(readFileSync(file, 'utf8')));
  const left = Object.entries(template.Resources).filter(([, { Type }]) => !STILL.includes(Type));
  writeFileSync(file, JSON.stringify({ ...template, Resources: Object.fromEntries(left) }));
  const bundle = join(folder, 'bundle');
  await bundleHandlers({ [REPLACED]: join(import.meta.dirname, 'one-message.ts') }, bundle);
  cpSync(bundle, codeFolder(join(folder, 'out')), { recursive: true });
}

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const STILL = ['AWS::Lambda::EventSourceMapping', 'AWS::Scheduler::Schedule'];

const REPLACED = 'comment-trigger';
const Code = z.object({ Handler: z.string(), Code: z.object({ S3Key: z.string() }) });

/** Where the code of the replaced function lies, among that of the others. */
function codeFolder(out: string): string {
  const template = readStackTemplate(out, STACK_NAME);
  const functions = Object.values(template.resources).flatMap(
    ({ properties }) => Code.safeParse(properties).data ?? [],
  );
  const replaced = functions.find(({ Handler }) => Handler.startsWith(`${REPLACED}/`));
  if (replaced === undefined) throw new Error(`there is no function ${REPLACED}`);
  return template.assetFolder(replaced.Code.S3Key);
}

async function measure(run: LaptopRun): Promise<WebhookFigures> {
  const [tableName = ''] = Object.values(run.laptop.tableNames);
  const store = pullRequestStore(run.laptop.dynamodb, tableName);
  await Promise.all(PULLS.map((pull) => store.write(pull)));
  const deliver = await delivery(run);
  const tell = () => post(`${run.laptop.url}/trigger/gap-fill`, {}, '{}');
  await Promise.all([batch(deliver), batch(tell)]);
  const [accepted, told]: [number[], number[]] = [[], []];
  let tookMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    accepted.push(...(await batch(deliver)));
    tookMs += performance.now() - began;
    told.push(...(await batch(tell)));
  }
  return {
    acceptedPerS: Math.round((accepted.length / tookMs) * 1000),
    p50Ms: percentile(accepted, 50),
    p99Ms: percentile(accepted, 99),
    oneMessageP99Ms: percentile(told, 99),
  };
}

/** Deliveries that our pull requests were closed, in turn: signed, each under a guid of its own. */
async function delivery({ laptop, secrets }: LaptopRun): Promise<() => Promise<void>> {
  const signed = await Promise.all(
    PULLS.map(async ({ owner, repo, number, repositoryId: id }) => {
      const repository = { id: Number(id), full_name: `${owner}/${repo}` };
      const body = JSON.stringify({ action: 'closed', repository, pull_request: { number } });
      return { body, signature: await sign(secrets.githubWebhookSecret, body) };
    }),
  );
  let sent = 0;
  return () => {
    const { body, signature } = signed[sent % signed.length] ?? { body: '', signature: '' };
    sent += 1;
    const headers = {
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    };
    return post(`${laptop.url}/github/webhook`, headers, body);
  };
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  if (response.status !== 202 || !text.includes('queued')) throw new Error(`answered ${response.status}: ${text}`);
}

/** Sends a batch over all connections, and answers what each took, in milliseconds. */
async function batch(send: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let left = BATCH;
  const connection = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      await send();
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return times;
}

function percentile(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN);
}
