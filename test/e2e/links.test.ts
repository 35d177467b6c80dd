import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// Whoever follows the addresses that `npm start` prints finds no dead one: pages of the simulated vendors, and what the admin UI links to.

/** A run with its plan, one without, one that fails, a plan that waits, one in a machine, and a ticket of Jira. */
const MARKED = ['OPS-1', 'ENG-8', 'ENG-6', 'ENG-9', 'DATA-1'];
const IS_SETTLED: Readonly<Record<string, string>> = {
  'OPS-1': 'Ready for Review',
  'ENG-8': 'Ready for Review',
  'ENG-9': 'Plan-Complete',
  'DATA-1': 'Ready for Review',
};

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    runs: 'executed',
    services: { linear: 'simulated', jira: 'simulated', github: 'simulated' },
  });
  const { linear } = system;
  for (const key of linear.keys()) if (!MARKED.includes(key)) linear.unmark(key);
  await system.until(() => {
    const isDone = Object.entries(IS_SETTLED).every(([key, label]) => linear.labelsOf(key).includes(label));
    return (
      isDone &&
      !linear.labelsOf('ENG-6').includes('AI-Implement') &&
      system.vendors.jira?.markerOf('PROJ-1') === 'PR Ready'
    );
  });
}, 900_000);
afterAll(() => system.stop());

interface Visited {
  url: string;
  status: number;
  text: string;
}

/** Everything that can be reached from here by links of this machine; redirects are followed. */
async function everythingFrom(starts: readonly string[], headers: Record<string, string>): Promise<Visited[]> {
  const waiting = [...starts];
  const visited = new Map<string, Visited>();
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    const page = url.replace(/#.*$/, '');
    if (!visited.has(page)) {
      const response = await fetch(page, { headers });
      visited.set(page, { url: page, status: response.status, text: await response.text() });
      waiting.push(...linksIn(visited.get(page)?.text ?? '', page));
    }
  }
  return [...visited.values()];
}

/** Of pages what they link to; of the admin API every address in its answers. */
function linksIn(text: string, page: string): string[] {
  const hrefs = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  const addresses = text.startsWith('{') || text.startsWith('[') ? (text.match(/https?:\/\/[^"\\\s)]+/g) ?? []) : [];
  const targets = [...hrefs, ...addresses].map((target) => new URL(target, page).href);
  return targets.filter((target) => new URL(target).hostname === '127.0.0.1');
}

const ADMIN_READS = ['overview', 'runs', 'blocked', 'mappings', 'audit', 'dead-letters'];

async function signedIn(): Promise<string> {
  const { laptop, secrets } = system;
  const response = await fetch(`${laptop.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: laptop.url },
    body: JSON.stringify({ accessCode: secrets.accessCode }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('every link leads on', async () => {
  const { laptop, vendors } = system;
  const origins = [vendors.linear, vendors.jira, vendors.github].map((vendor) => new URL(vendor?.url ?? '').origin);
  const headers = { cookie: await signedIn() };
  const runs = (await (await fetch(`${laptop.url}/api/runs`, { headers })).json()) as { runs: { runId: string }[] };
  const api = [...ADMIN_READS, ...runs.runs.map(({ runId }) => `runs/${runId}`)].map(
    (path) => `${laptop.url}/api/${path}`,
  );
  const visited = await everythingFrom([laptop.url, `${laptop.url}/admin`, ...origins, ...api], headers);
  const dead = visited.filter(({ status }) => status !== 200).map(({ url, status }) => `${status} ${url}`);
  expect(dead).toEqual([]);
  const kinds = [
    /\/issue\/ENG-8$/,
    /\/browse\/PROJ-1$/,
    /\/pull\/\d+$/,
    /\/actions\/runs\/\d+$/,
    /\/apps\/acme-runs\/machines\/\w+$/,
    /\/pulls$/,
    /\/admin$/,
  ];
  for (const kind of kinds) expect(visited.some(({ url }) => kind.test(url))).toBe(true);
  // What nobody would write: it was made up from the form of an answer.
  expect(visited.filter(({ text }) => text.includes('as the script has it')).map(({ url }) => url)).toEqual([]);
  expect(visited.filter(({ text }) => text.includes('has no code')).map(({ url }) => url)).toEqual([]);
});

test('a link to a comment leads to it', async () => {
  const { github } = system;
  const [pull] = github.people.pulls('acme/backend');
  const [comment] = github.people.commentsOf({ repository: 'acme/backend', number: pull?.number ?? 0 });
  const page = await (await fetch(`${github.url}/acme/backend/pull/${pull?.number}`)).text();
  expect(page).toContain(`<article id="issuecomment-${comment?.id}">`);
});

test('the root of the API leads to the admin UI', async () => {
  const response = await fetch(system.laptop.url, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/admin']);
});

test('one ticket shows the whole of a plan, and its run the units that went side by side', async () => {
  const { linear, github } = system;
  const headings = linear.commentsOf('ENG-8').map(({ body }) => body.split('\n')[0]);
  for (const section of ['Architecture Analysis', 'Test Plan', 'Work Units', 'Cross-Story Context']) {
    expect(headings.join('\n')).toContain(`AI Planning: ${section}`);
  }
  const steps = github.runs().flatMap(({ jobs = [] }) => jobs.flatMap((job) => job.steps.map(({ log = '' }) => log)));
  expect(steps.join('\n')).toContain('Implement 2 units in parallel');
});
