import { StageFailure } from '../stages/stage-failure.ts';
import { type ChangedFile, LARGEST_FILE } from './changed-files.ts';
import { secretAdded, secretNamed } from './secret-forms.ts';

/** A file that may not be published, and why. */
export interface RefusedFile {
  path: string;
  reason: string;
}

const MOST_FILES = 5000;
const LARGEST_CHANGE = 50 * 1024 * 1024;
const LISTED = 20;
const DELETED = '000000';

/** What runs with the repository's secrets as soon as it is pushed. */
const AUTOMATION = [
  { path: /^\.(?:github|gitea|forgejo)\/workflows(?:\/|$)/i, what: 'a workflow' },
  { path: /^\.github\/actions(?:\/|$)/i, what: 'an action of the workflows' },
  { path: /^\.github\/ai-implement(?:\/|$)/i, what: 'the runner' },
];
const REFUSED_MODES: Record<string, string> = {
  '120000': 'it is a symbolic link',
  '160000': 'it is a submodule',
};

/** Looks at what the change does, file by file. `secrets`: those of this run, which must not be in it. */
export function judgeChanges(files: readonly ChangedFile[], secrets: readonly string[]): RefusedFile[] {
  if (files.length > MOST_FILES) {
    return [{ path: '.', reason: `${files.length} files are changed; at most ${MOST_FILES} are published at once` }];
  }
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > LARGEST_CHANGE) {
    return [
      { path: '.', reason: `the changed files have ${megabytes(total)}; at most ${megabytes(LARGEST_CHANGE)} go` },
    ];
  }
  return files.flatMap((file) => {
    const reason = refusal(file, secrets);
    return reason === undefined ? [] : [{ path: file.path, reason }];
  });
}

function refusal(file: ChangedFile, secrets: readonly string[]): string | undefined {
  return ofPath(file.path) ?? (file.mode === DELETED ? undefined : (ofMode(file) ?? ofContent(file, secrets)));
}

function ofPath(path: string): string | undefined {
  const parts = path.split('/');
  if (path.startsWith('/') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'its path leads out of the repository';
  }
  if (parts.some((part) => /^\.git$|^git~[0-9]+$/i.test(part))) return "it is in git's own folder";
  if (/^\.gitmodules$/i.test(path)) return 'it names submodules';
  const automation = AUTOMATION.find((row) => row.path.test(path));
  return automation && `it is ${automation.what}, which only people may change`;
}

function ofMode({ mode, size }: ChangedFile): string | undefined {
  if (mode !== '100644' && mode !== '100755') return REFUSED_MODES[mode] ?? `its mode ${mode} is not one of a file`;
  return size > LARGEST_FILE ? `it has ${megabytes(size)}; at most ${megabytes(LARGEST_FILE)} go` : undefined;
}

function ofContent({ path, before, after }: ChangedFile, secrets: readonly string[]): string | undefined {
  const named = secretNamed(path);
  if (named !== undefined) return `its name says that it holds ${named}`;
  const added = secretAdded(before, after, secrets);
  return added && `it contains ${added}`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

/** Throws what people read when any file is refused. */
export function requireAllowed(refused: readonly RefusedFile[]): void {
  if (refused.length === 0) return;
  const lines = refused.slice(0, LISTED).map(({ path, reason }) => `- ${printable(path)}: ${reason}`);
  const rest = refused.length > LISTED ? [`- … and ${refused.length - LISTED} more`] : [];
  throw new StageFailure('changes_refused', ['', ...lines, ...rest].join('\n'));
}

/** A path as text that cannot pretend to be anything else. */
function printable(path: string): string {
  return `\`${path.replace(/[^\p{L}\p{N}\p{P}\p{S} ]|`/gu, '?').slice(0, 200)}\``;
}
