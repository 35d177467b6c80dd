import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { PullName } from '../../simulators/github/people.ts';
import { aPullRequestRecord } from '../builders/a-pull-request-record.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { seededRandom } from '../simulation/random.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';
import { mortalConsumers } from './storm/review-storm.ts';
import { FLOOD_SIZE as SIZE } from './storm/storm-size.ts';

// Much is said on many pull requests within minutes, while their mapping is paused: all of it is heard, though webhooks are lost, come
// twice and late, and whoever takes them is killed.

const PATIENCE_MS = 15 * 60_000;
const PLACE = { owner: 'acme', repo: 'backend' };
const MAPPING = { ...PLACE, name: 'Backend', teamKey: 'ENG', planningEnabled: false };
const WRITERS = ['ada', 'bob', 'cleo'];

let system: QuietSystem;
let pulls: PullName[];
const said = new Map<string, number>();
const random = seededRandom(20_261_202);
const mortal = mortalConsumers(random, SIZE.kills);

beforeAll(async () => {
  system = await startQuietSystem({ mappings: [MAPPING], onRequest: mortal.onRequest });
  const [mapping] = await system.stores.mappings.all();
  if (mapping === undefined) throw new Error('there is no mapping');
  await system.stores.mappings.save({ ...mapping, paused: true });
  pulls = [];
  for (let n = 0; n < SIZE.pulls; n += 1) pulls.push(await aPullOfOurs(n, mapping.mappingId));
  mortal.start();
  for (let n = 0; n < SIZE.comments; n += 1) await sayOne(n);
  system.github.hook.clearFaults();
  await system.pass(2 * HOUR_MS);
  await system.until(() => system.laptop.isIdle());
}, PATIENCE_MS);
afterAll(() => system?.stop());

/** One that a run opened some time ago. */
async function aPullOfOurs(n: number, mappingId: string): Promise<PullName> {
  const { people } = system.github;
  const [key, head] = [system.linear.createIssue('ENG', { title: `Greet ${n}` }), `ai-implement/greet-${n}`];
  const ticketId = system.linear.idOf(key);
  const headSha = await people.push('acme/backend', head, { [`docs/greet-${n}.md`]: 'Hello.\n' }, `${key}: Greet ${n}`);
  const number = await people.openPull('acme/backend', { title: `${key}: Greet ${n}`, head });
  const [pull] = people.pulls('acme/backend').filter((one) => one.number === number);
  const of = {
    ...PLACE,
    number,
    mappingId,
    ticketId,
    head,
    headSha,
    url: `${system.github.url}/acme/backend/pull/${number}`,
  };
  await system.stores.pullRequests.write(aPullRequestRecord({ ...of, base: pull?.base ?? 'main', version: 0 }));
  await system.stores.tickets.write(
    aTicketRecord({ ticketId, key, mappingId, status: 'pr_ready', prUrl: of.url, version: 0 }),
  );
  return { repository: 'acme/backend', number };
}

async function sayOne(n: number): Promise<void> {
  const { people, hook } = system.github;
  const pull = pulls[n % pulls.length] as PullName;
  hook.clearFaults();
  const kind = random.weighted({ dropped: 20, duplicate: 30, delayed: 20, reordered: 10, fair: 20 });
  if (kind !== 'fair') hook.addFault({ kind, ...(kind === 'delayed' && { delayMs: random.below(180) * SECOND_MS }) });
  const body = `Please handle case ${n}.`;
  said.set(body, pull.number);
  await people.comment(pull, body, random.pick(WRITERS) ?? '');
  if (n % 20 === 19) await system.pass(2 * SECOND_MS);
}

test('each comment is a finding of its pull request, for which a follow-up is wanted once the mapping goes on', async () => {
  const heard = new Map<string, number>();
  const wrong: string[] = [];
  for (const { number } of pulls) {
    const record = await system.stores.pullRequests.read({ ...PLACE, number });
    if (record?.next === undefined) wrong.push(`#${number} wants no follow-up`);
    for (const { body, state } of await system.stores.pullRequests.findings({ ...PLACE, number })) {
      if (heard.has(body)) wrong.push(`${body} stands twice`);
      if (state !== 'open') wrong.push(`${body} is ${state}`);
      heard.set(body, number);
    }
  }

  expect(wrong).toEqual([]);
  expect(heard).toEqual(said);
});

test('all deliveries were taken, or found by a look; none died, and no run was made', async () => {
  const { counters } = system.laptop;
  const taken = counters.requests({ principal: 'github-webhook', action: 'sqs:SendMessage' });
  stdout.write(`${said.size} comments, ${taken} deliveries taken, ${mortal.kills()} kills\n`);

  expect(taken).toBeGreaterThanOrEqual(SIZE.comments);
  expect(mortal.kills()).toBe(SIZE.kills);
  for (const queue of ['candidates-dead-letters', 'lifecycle-dead-letters.fifo'])
    expect(system.laptop.queueContent(queue)).toMatchObject({ available: 0, delayed: 0, inFlight: [] });
  expect(await system.stores.runs.open()).toEqual([]);
  expect(counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
