import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with a repository and one commit, and a home of its own. */
export interface Workplace {
  folder: string;
  home: string;
  git(...args: string[]): string;
  remove(): void;
}

export function aWorkplace(files: Record<string, string> = { 'README.md': '# Backend\n' }): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'ai-implement-claude-'));
  const [folder, home] = [join(root, 'repository'), join(root, 'home')];
  mkdirSync(folder);
  mkdirSync(home);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Initial');
  return { folder, home, git, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export interface ClaudeRun {
  command: string;
  workplace: Workplace;
  prompt: string;
  args?: string[];
  env: Record<string, string>;
  /** Sends SIGTERM after so long. */
  stopAfterMs?: number | undefined;
}

export interface ClaudeEnd {
  code: number | null;
  /** Every line of the stream. */
  lines: Record<string, unknown>[];
  /** The last result line. */
  result: Record<string, unknown> | undefined;
  stderr: string;
}

const TOOLS = 'Read,Glob,Grep,Edit,Write,Bash';
const FIXED = ['-p', '--output-format', 'stream-json', '--verbose', '--setting-sources', 'user', '--strict-mcp-config'];

/** The options of a pass that may write. */
export const WRITING = ['--tools', TOOLS, '--allowedTools', TOOLS, '--permission-mode', 'dontAsk'];
/** The options of a pass that only reads. */
export const READING = ['--tools', 'Read,Glob,Grep', '--allowedTools', 'Read,Glob,Grep', '--restricted'];

/** Runs one pass to its end, as the runner does. */
export async function runClaude({
  command,
  workplace,
  prompt,
  args = WRITING,
  env,
  stopAfterMs,
}: ClaudeRun): Promise<ClaudeEnd> {
  const options = [...FIXED, '--model', 'claude-sonnet-4-6', '--max-turns', '20', ...args];
  const child = spawn(command, options, {
    cwd: workplace.folder,
    ...(stopAfterMs === undefined ? {} : { timeout: stopAfterMs }),
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: workplace.home,
      CLAUDE_CODE_MAX_RETRIES: '1',
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      ...env,
    },
  });
  const chunks = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    chunks.stdout += data.toString('utf8');
  });
  child.stderr.on('data', (data: Buffer) => {
    chunks.stderr += data.toString('utf8');
  });
  child.stdin.on('error', () => undefined).end(prompt);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = chunks.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, lines, result: lines.findLast((line) => line['type'] === 'result'), stderr: chunks.stderr };
}
