import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubRepository } from '../../runner/github/github-client.ts';
import { fixedToken } from '../../runner/github/github-tokens.ts';
import { type HandedOver, LARGEST_ARCHIVE, takeOver } from '../../runner/publishing/take-over.ts';
import { unpackOutcome } from '../../runner/publishing/unpack-outcome.ts';
import { anArchive } from './fixtures/an-archive.ts';
import { type ArtifactHost, anArtifactHost } from './fixtures/an-artifact-host.ts';

// What the agent's job uploaded comes to the job that publishes, in bounds.

let host: ArtifactHost;
let folder: string;
beforeEach(async () => {
  host = await anArtifactHost();
  folder = mkdtempSync(join(tmpdir(), 'take-over-'));
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const handover = () => join(folder, 'handover');
const taken = () => (existsSync(handover()) ? readdirSync(handover()).sort() : []);
const read = (name: string) => readFileSync(join(handover(), name), 'utf8');
const outcome = (id: number, size = 500) => ({ id, name: 'outcome', size });

function taking(changes: Partial<HandedOver> = {}): Promise<void> {
  const { signal } = new AbortController();
  const settings = { apiUrl: host.url, owner: 'acme', repo: 'backend', tokens: fixedToken('job-token'), waitsMs: [1] };
  const rest = { workflowRunId: '30', agentResult: 'success' as const, waitsMs: [1, 1] };
  return takeOver({
    github: githubRepository({ ...settings, signal }),
    ...{ ...rest, folder: handover(), scratch: folder, signal, ...changes },
  });
}

test('outcome and patch of the newest upload are taken, and nothing else of it', async () => {
  host.listed = [[outcome(5), outcome(7), outcome(6)]];
  host.store = [await anArchive(['outcome.json', '{}'], ['changes.patch', 'a patch'], ['other.txt', 'x'])];

  await taking();

  expect(taken()).toEqual(['changes.patch', 'outcome.json']);
  expect(read('changes.patch')).toBe('a patch');
  expect(host.asked).toEqual([
    '/repos/acme/backend/actions/runs/30/artifacts?name=outcome&per_page=100',
    '/repos/acme/backend/actions/artifacts/7/zip',
    '/store/7',
  ]);
});

test('the store beside GitHub is told no token', async () => {
  host.listed = [[outcome(5)]];
  host.store = [await anArchive(['outcome.json', '{}'])];

  await taking();

  expect(host.seen).toHaveLength(1);
  expect(JSON.stringify(host.seen)).not.toContain('job-token');
});

test.each([
  ['uploaded nothing', []],
  ['uploaded something else', [{ id: 5, name: 'other', size: 5 }]],
  ['uploaded something that is gone', [{ ...outcome(5), expired: true }]],
])('a job that %s leaves an empty folder, on a machine that is used again as well', async (_, listed) => {
  host.listed = [listed];
  host.store = [await anArchive(['outcome.json', '{"of":"an earlier run"}'], ['changes.patch', 'older'])];
  await unpackOutcome(await stored(), handover());
  expect(taken()).toEqual(['changes.patch', 'outcome.json']);

  await taking({ agentResult: 'failure' });

  expect(taken()).toEqual([]);
  expect(host.asked).toHaveLength(1);
});

async function stored(): Promise<string> {
  const file = join(folder, 'an.zip');
  writeFileSync(file, host.store[0] as Uint8Array);
  return file;
}

test('a list that does not know the upload of a good job yet is asked again', async () => {
  host.listed = [[], [outcome(5)]];
  host.store = [await anArchive(['outcome.json', '{}'])];

  await taking();

  expect(taken()).toEqual(['outcome.json']);
});

test('an archive that is larger than any is not fetched', async () => {
  host.listed = [[outcome(5, LARGEST_ARCHIVE + 1)]];
  host.store = [await anArchive(['outcome.json', '{}'])];

  await expect(taking()).rejects.toMatchObject({ code: 'handover_refused', kind: 'substance' });

  expect(host.asked).toHaveLength(1);
});

test.each([
  ['breaks off', 'cut' as const],
  ['fails', 503],
  ['lets an address run out', 403],
])('a store that %s is asked again, by a new address', async (_, first) => {
  host.listed = [[outcome(5)]];
  host.store = [first, await anArchive(['outcome.json', '{}'])];

  await taking();

  expect(taken()).toEqual(['outcome.json']);
  expect(host.asked.filter((path) => path.endsWith('/zip'))).toHaveLength(2);
});

test('a store that stays away is the outage that it is', async () => {
  host.listed = [[outcome(5)]];
  host.store = [503];

  await expect(taking()).rejects.toMatchObject({ code: 'github_unavailable', kind: 'infrastructure' });
});

test('an archive that is none is as good as no outcome', async () => {
  host.listed = [[outcome(5)]];
  host.store = [Buffer.from('no archive')];

  await expect(taking()).rejects.toMatchObject({ code: 'agent_left_nothing', kind: 'infrastructure' });
});

test.each([
  [
    'a file twice',
    [
      ['outcome.json', '{}'],
      ['outcome.json', '[]'],
    ] as const,
  ],
  ['more files than ours has', Array.from({ length: 21 }, (_, at) => [`${at}.txt`, ''] as const)],
  ['an outcome that unpacks to more than is taken', [['outcome.json', '12345']] as const],
])('of an archive with %s nothing is unpacked', async (_, files) => {
  host.store = [await anArchive(['changes.patch', ''], ...files)];

  const unpacking = unpackOutcome(await stored(), handover(), { 'outcome.json': 4, 'changes.patch': 4 });

  await expect(unpacking).rejects.toMatchObject({ code: 'handover_refused' });
  expect(taken()).toEqual([]);
});

test('a file that is longer than its list says breaks off', async () => {
  const archive = await anArchive(['outcome.json', '12345']);
  // The uncompressed size in the central directory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
  const at = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24;
  expect(archive.readUInt32LE(at)).toBe(5);
  archive.writeUInt32LE(2, at);
  host.store = [archive];

  const unpacking = unpackOutcome(await stored(), handover(), { 'outcome.json': 4 });

  await expect(unpacking).rejects.toMatchObject({ code: 'agent_left_nothing' });
  expect(
    taken()
      .map((name) => read(name).length)
      .filter((length) => length > 4),
  ).toEqual([]);
});
