import { afterEach, expect, test } from 'vitest';
import { setUp } from '../../../local/commands/deployed/setup/set-up.ts';
import { APP_EVENTS, APP_PERMISSIONS } from '../../../shared/contract/app-permissions.ts';
import { aSetupWorld, GOOD, type SetupWorld } from './a-setup-world.ts';

let world: SetupWorld;
afterEach(() => world.stop());

const { githubAppId: _, githubPrivateKey: __, githubWebhookSecret: ___, ...OTHERS } = GOOD;

const unescaped = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const fieldsOf = (html: string) =>
  new URLSearchParams(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      unescaped(value),
    ]),
  );

/** A browser with a person who confirms: from the command's page to GitHub's, and back to the address that this answers. */
async function throughGitHub(page: string): Promise<{ posted: URLSearchParams; action: string; back: string }> {
  const first = await (await fetch(page)).text();
  const action = unescaped(/action="([^"]+)"/.exec(first)?.[1] ?? '');
  const posted = fieldsOf(first);
  const second = await fetch(action, { method: 'POST', body: posted });
  const confirmed = await fetch(action, { method: 'POST', body: fieldsOf(await second.text()), redirect: 'manual' });
  await confirmed.text();
  return { posted, action, back: confirmed.headers.get('location') ?? '' };
}

/** Answers the command's page while it waits, as whoever sits there would. */
function visiting(visit: (page: string) => Promise<void>): void {
  const { terminal } = world;
  const { ask } = terminal;
  terminal.ask = async (question, otherwise) => {
    const page = world.shown.findLast((line) => line.startsWith('Open http://127'))?.split(' ')[1];
    if (question.startsWith('Press Enter') && page !== undefined) await visit(page);
    return ask(question, otherwise);
  };
}

test.each([
  ['of an organization', 'acme', '/organizations/acme/settings/apps/new'],
  ['of a person', '', '/settings/apps/new'],
])('an App %s is made by manifest, signs in, and its secrets are stored', async (_which, organization, path) => {
  world = await aSetupWorld({ ...OTHERS });
  world.type({ Organization: organization });
  let manifest: Record<string, unknown> = {};
  visiting(async (page) => {
    const { posted, action, back } = await throughGitHub(page);
    expect(new URL(action).pathname).toBe(path);
    manifest = JSON.parse(posted.get('manifest') ?? '');
    expect((await fetch(back)).status).toBe(200);
  });

  await setUp(world);
  expect(manifest).toMatchObject({
    public: false,
    hook_attributes: { url: 'https://api.test/github/webhook', active: true },
    default_permissions: Object.fromEntries(APP_PERMISSIONS.map(({ name, level }) => [name, level])),
    default_events: APP_EVENTS,
  });
  expect(world.writes.slice(0, 3)).toEqual(['githubAppId', 'githubPrivateKey', 'githubWebhookSecret']);
  const shown = world.shown.join('\n');
  expect(shown).toMatch(/GitHub knows the App ai-implement-[0-9a-f]{6}/);
  expect(shown).toContain('(app_not_installed)');
  const { githubPrivateKey = '', githubWebhookSecret = '' } = world.stored;
  for (const secret of [githubPrivateKey, githubWebhookSecret]) expect(shown).not.toContain(secret);
});

test('an answer with another state, or to another name, makes nothing', async () => {
  world = await aSetupWorld({ ...OTHERS });
  world.type({ 'Press Enter': ['', 'enter'] });
  visiting(async (page) => {
    const { back } = await throughGitHub(page);
    const forged = new URL(back);
    forged.searchParams.set('state', 'another');
    expect((await fetch(forged)).status).toBe(400);
  });

  expect(await setUp(world)).toBe(false);
  expect(world.writes).toEqual([]);
  expect(world.shown.join('\n')).toMatch(/has not led back yet[\s\S]*GitHub App name/);
});

test.each([
  ['status', { status: 422 }, /GitHub refused the code \(422/],
  ['timeout', {}, /may have made the App: delete it at/],
] as const)(
  'a code that GitHub answers by %s is told, and the values to type are shown',
  async (kind, fault, words) => {
    world = await aSetupWorld({ ...OTHERS });
    world.github.simulator.faults.add({ operation: 'apps/create-from-manifest', kind, times: 1, ...fault });
    visiting(async (page) => {
      await fetch((await throughGitHub(page)).back);
    });

    expect(await setUp(world)).toBe(false);
    expect(world.shown.join('\n')).toMatch(words);
    expect(world.shown.join('\n')).toMatch(/Webhook URL https:\/\/api\.test\/github\/webhook/);
    expect(world.writes).toEqual([]);
  },
);

test('the page is for this machine, and no site may frame it or have it post elsewhere', async () => {
  world = await aSetupWorld({ ...OTHERS });
  let headers = new Headers();
  world.type({ 'Press Enter': 'enter' });
  visiting(async (page) => {
    ({ headers } = await fetch(page));
    expect((await fetch(`${page}/other`)).status).toBe(404);
  });

  await setUp(world);
  const { origin } = new URL(world.github.simulator.url);
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; form-action ${origin}; frame-ancestors 'none'`,
  );
});
