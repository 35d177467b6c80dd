import { resolveCommit } from '../git/refs.ts';
import { entryAt, readBlob, readTree, type TreeEntry } from '../git/trees.ts';
import type { Json, JsonObject } from '../json-schema.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import {
  type CheckedRequest,
  encodedPath,
  type Handler,
  permitted,
  READ_CONTENTS,
  repositoryUrl,
  type World,
} from './world.ts';

/** From this size on, in bytes, content is given as a raw download only. */
const INLINE_BYTES = 1024 * 1024;

/** Files and folders over the API. */
export const CONTENTS: Record<string, Handler> = {
  'repos/get-content': async (world, request) => {
    const repository = permitted(world, request, READ_CONTENTS);
    const { gitDir } = repository;
    if (gitDir === undefined) throw new GitHubProblem(404, 'This repository is empty.');
    const ref = request.query['ref'] ?? repository.defaultBranch;
    const commit = await resolveCommit(gitDir, ref);
    if (commit === undefined) throw new GitHubProblem(404, `No commit found for the ref ${ref}`);
    const path = (request.asked.parameters['path'] ?? '').replace(/^\/+|\/+$/g, '');
    const entry = path === '' ? undefined : await entryAt(gitDir, commit, path);
    const place = { world, repository, gitDir, ref };
    if (path === '' || entry?.type === 'tree') return { status: 200, body: await folder(place, commit, path) };
    if (entry === undefined) throw notFound();
    return file(place, entry, request);
  },
};

interface Place {
  world: World;
  repository: SimulatedRepository;
  gitDir: string;
  ref: string;
}

async function folder(place: Place, commit: string, path: string): Promise<Json> {
  const entries = (await readTree(place.gitDir, `${commit}:${path}`)) ?? [];
  return entries.map((entry) => facts(place, { ...entry, path: path === '' ? entry.path : `${path}/${entry.path}` }));
}

async function file(place: Place, entry: TreeEntry, { accept }: CheckedRequest) {
  if (entry.type === 'commit') return { status: 200, body: { ...facts(place, entry), submodule_git_url: '' } };
  const bytes = await readBlob(place.gitDir, entry.sha);
  if (/\bvnd\.github(\.v3)?\.raw/.test(accept)) {
    return { status: 200, text: bytes, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' } };
  }
  if (entry.mode === '120000') return { status: 200, body: { ...facts(place, entry), target: bytes.toString() } };
  const isInline = bytes.length <= INLINE_BYTES;
  const content = isInline ? { content: wrapped(bytes), encoding: 'base64' } : { content: '', encoding: 'none' };
  return { status: 200, body: { ...facts(place, entry), ...content } };
}

/** GitHub breaks base64 into lines of 60 characters. */
function wrapped(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
}

function kindOf({ type, mode }: TreeEntry): string {
  if (type === 'tree') return 'dir';
  if (type === 'commit') return 'submodule';
  return mode === '120000' ? 'symlink' : 'file';
}

function facts({ world, repository, ref }: Place, entry: TreeEntry): JsonObject {
  const { path, sha, type, size = 0 } = entry;
  const self = `${repositoryUrl(world, repository)}/contents/${encodedPath(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${repositoryUrl(world, repository)}/git/${type}s/${sha}`;
  const html = `${world.urls.web}/${fullName(repository)}/${type}/${encodedPath(`${ref}/${path}`)}`;
  return {
    type: kindOf(entry),
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    size,
    url: self,
    git_url: git,
    html_url: html,
    download_url: type === 'blob' ? html : null,
    _links: { self, git, html },
  };
}
