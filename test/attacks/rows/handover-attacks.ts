import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GitHubRepository } from '../../../runner/github/github-client.ts';
import { linkFetch } from '../../../runner/github/link-fetch.ts';
import { withScratch } from '../../../runner/process/with-scratch.ts';
import { atMost, LARGEST_ARCHIVE, takeOver } from '../../../runner/publishing/take-over.ts';
import { unpackOutcome } from '../../../runner/publishing/unpack-outcome.ts';
import { anArchive } from '../../runner/fixtures/an-archive.ts';
import { type Attack, type AttackRows, isRefused } from '../attack.ts';

// What the agent's job uploads, of which foreign code may have made anything. Archives are small, and bounds are tried with numbers alone.

const TAKE_OVER = 'runner/publishing/take-over.ts';
const UNPACK = 'runner/publishing/unpack-outcome.ts';
const PUBLISHER = 'the machine that publishes';
const { signal } = new AbortController();

/** A GitHub that lists one upload of this size, and leads to this archive. */
function aGitHub(size: number, archive: Buffer): GitHubRepository {
  const artifacts = [{ id: 1, name: 'outcome', size_in_bytes: size, expired: false }];
  const request = async (route: string) =>
    route.endsWith('/artifacts')
      ? { data: { artifacts } }
      : { headers: { location: `data:application/zip;base64,${archive.toString('base64')}` } };
  return { owner: 'acme', repo: 'backend', request } as unknown as GitHubRepository;
}

const unpacking = (files: readonly (readonly [string, string])[]) =>
  withScratch(async (folder) => {
    const archive = join(folder, 'outcome.zip');
    writeFileSync(archive, await anArchive(...files));
    return isRefused(unpackOutcome(archive, join(folder, 'handover'), { 'outcome.json': 4 }), 'handover_refused');
  });

/** What whoever we were led to is told, who is not GitHub. */
async function toldElsewhere(): Promise<IncomingMessage['headers'] | undefined> {
  let told: IncomingMessage['headers'] | undefined;
  const server = createServer(({ url, headers }, response) => {
    const { port } = server.address() as AddressInfo;
    if (url === '/elsewhere') told = headers;
    response.writeHead(url === '/elsewhere' ? 404 : 302, { location: `http://localhost:${port}/elsewhere` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const headers = { authorization: 'Bearer canary' };
    await linkFetch({ timeoutMs: 5000 })(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    return told;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const ROWS: readonly Attack[] = [
  {
    name: 'an upload that is larger than any is fetched',
    asset: PUBLISHER,
    wayIn: "what the agent's job uploads, by the size that GitHub tells",
    defence: {
      name: 'uploads are measured before they are fetched',
      file: TAKE_OVER,
      text: 'if (found.size_in_bytes > LARGEST_ARCHIVE) throw',
      instead: 'if (false) throw',
    },
    isHeld: () =>
      withScratch(async (scratch) => {
        const github = aGitHub(LARGEST_ARCHIVE + 1, await anArchive(['outcome.json', '{}']));
        const source = {
          github,
          workflowRunId: '1',
          agentResult: 'success',
          folder: scratch,
          scratch,
          signal,
        } as const;
        return isRefused(takeOver(source), 'handover_refused');
      }),
  },
  {
    name: 'more comes than GitHub said',
    asset: PUBLISHER,
    wayIn: "what the agent's job uploads, while it is fetched",
    defence: {
      name: 'what is fetched is counted while it comes',
      file: TAKE_OVER,
      text: 'if (left < 0) done(',
      instead: 'if (false) done(',
    },
    isHeld: () => {
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      return isRefused(pipeline(Readable.from([Buffer.from('canary')]), atMost(4), nowhere), 'handover_refused');
    },
  },
  {
    name: 'a file of an upload unpacks to more than is taken',
    asset: PUBLISHER,
    wayIn: "a file in what the agent's job uploads",
    defence: {
      name: 'files of an archive are measured before they are unpacked',
      file: UNPACK,
      text: 'if (uncompressedSize <= (taken[fileName] ?? 0)) continue;',
      instead: 'continue;',
    },
    isHeld: () => unpacking([['outcome.json', 'canary']]),
  },
  {
    name: 'an upload is made of very many files',
    asset: PUBLISHER,
    wayIn: "the list in what the agent's job uploads",
    defence: {
      name: 'files of an archive are counted before their list is read',
      file: UNPACK,
      text: 'if (zip.entryCount > MOST_ENTRIES) throw',
      instead: 'if (false) throw',
    },
    isHeld: () => unpacking(Array.from({ length: 21 }, (_, at) => [`${at}.txt`, ''] as const)),
  },
  {
    name: 'a file is in an upload twice, of which one is judged and the other one stays',
    asset: 'what is known of the work before it is judged',
    wayIn: "the list in what the agent's job uploads",
    defence: {
      name: 'a file of an archive is there once',
      file: UNPACK,
      text: 'if (new Set(names).size < names.length) throw',
      instead: 'if (false) throw',
    },
    isHeld: () =>
      unpacking([
        ['outcome.json', 'a'],
        ['outcome.json', 'b'],
      ]),
  },
  {
    name: 'an upload brings a file that another stage leaves',
    asset: 'what lies in the folder of the hand-over',
    wayIn: "another file in what the agent's job uploads",
    defence: {
      name: 'outcome and patch are unpacked, and nothing else',
      file: UNPACK,
      text: 'entries.filter(({ fileName }) => Object.hasOwn(taken, fileName))',
      instead: 'entries',
    },
    isHeld: () =>
      withScratch(async (folder) => {
        const archive = join(folder, 'outcome.zip');
        writeFileSync(archive, await anArchive(['outcome.json', '{}'], ['assignment.json', '']));
        await unpackOutcome(archive, join(folder, 'handover'));
        return !existsSync(join(folder, 'handover', 'assignment.json'));
      }),
  },
  {
    name: 'the patch that an earlier run left on a machine is published by a run without one',
    asset: 'the code of the repository',
    wayIn: 'a machine that is used twice',
    defence: {
      name: 'what earlier runs left is taken away first',
      file: UNPACK,
      text: 'await rm(join(folder, name), { recursive: true, force: true });',
      instead: 'void name;',
    },
    isHeld: () =>
      withScratch(async (scratch) => {
        writeFileSync(join(scratch, 'changes.patch'), 'canary');
        const github = aGitHub(1, await anArchive(['outcome.json', '{}']));
        await takeOver({ github, workflowRunId: '1', agentResult: 'success', folder: scratch, scratch, signal });
        return !existsSync(join(scratch, 'changes.patch'));
      }),
  },
  {
    name: 'the store to which GitHub leads is told the token of the job',
    asset: 'the token that reads artifacts',
    wayIn: 'an address in an answer',
    defence: {
      name: 'a token is sent to GitHub alone',
      file: 'runner/github/link-fetch.ts',
      text: 'if (next.origin !== from.origin) return',
      instead: 'if (false) return',
    },
    isHeld: async () => (await toldElsewhere()) === undefined,
  },
];

export const ATTACKS: AttackRows = { about: 'What the agent uploads', rows: ROWS };
