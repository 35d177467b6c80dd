import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Usage } from '../../shared/contract/runner.ts';
import { DEFAULT_PATH_GUARD } from '../../shared/domain/guarded-paths.ts';
import { type ProcessEnd, runProcess } from '../process/run-process.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { addUsage } from './add-usage.ts';
import type { Claude, ClaudePass, ClaudeResult } from './claude.ts';
import { cliArguments, type HookCommands } from './cli-arguments.ts';
import { type CliStream, cliStream, type ResultLine } from './cli-stream.ts';
import type { Credential } from './credential.ts';
import { fileGuard, type NodeHook } from './file-guard.ts';
import { passAnswer, passFailure } from './judge-pass.ts';
import { permissionHook } from './permission-hook.ts';

/** Longer than any single tool call or request of Claude Code may take. */
const SILENCE_MS = 15 * 60_000;
const MAX_RETRIES = 5;
/** Claude Code takes budgets of four decimals from us, and none of zero; for less than this no model answers anything. */
const SMALLEST_BUDGET_USD = 0.0001;

export interface ClaudeCliSettings {
  /** Path or name of the program. */
  command: string;
  /** What it sees besides its credential; no other secret is in it. */
  environment: Record<string, string>;
  credential: Credential;
  /** An existing empty folder of this run, outside of the repository: home and settings of Claude Code. */
  home: string;
  /** Bounds the cost of all passes together. */
  budgetUsd?: number | undefined;
  /** Whether it stops passes; else it only says what one costs at most that does not say so. @default true */
  doesBudgetStop?: boolean;
  /** How often Claude Code asks again after a refusal that may pass; 5 unless told. */
  maxRetries?: number;
}

/** Drives Claude Code as a child process, one per pass. */
export function claudeCli(settings: ClaudeCliSettings): Claude {
  const isNotional = settings.credential.kind === 'oauth-token';
  let used: Usage = { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, ...(isNotional && { isNotional }) };
  const left = () => (settings.budgetUsd === undefined ? undefined : settings.budgetUsd - used.costUsd);
  const budgetLeft = () => (settings.doesBudgetStop === false ? undefined : left());

  async function tryOnce(pass: ClaudePass): Promise<{ stream: CliStream; failure: StageFailure | undefined }> {
    const stream = cliStream();
    const end = await runPass(settings, pass, budgetLeft(), stream);
    // What a pass does not tell counts as what it might have cost at most.
    used = addUsage(used, { ...stream.usage(), costUsd: stream.costUsd() ?? Math.max(0, left() ?? 0) });
    return { stream, failure: passFailure(end, stream.result(), { said: stream, credential: settings.credential }) };
  }

  async function tryTwice(pass: ClaudePass) {
    const attempt = await tryOnce(pass);
    const isWorthAnother = isSessionOver(attempt.failure) && settings.credential.renew();
    return isWorthAnother ? tryOnce(pass) : attempt;
  }

  return {
    usage: () => used,
    async run<Structured>(pass: ClaudePass<Structured>): Promise<ClaudeResult<Structured>> {
      if ((budgetLeft() ?? 1) < SMALLEST_BUDGET_USD) return failed(new StageFailure('budget_used_up'));
      try {
        const { stream, failure } = await tryTwice(pass);
        const result = stream.result();
        if (failure !== undefined || result === undefined) {
          return failed(failure ?? new StageFailure('claude_died'), result);
        }
        return passAnswer(pass, result);
      } catch (error) {
        if (error instanceof StageFailure) return failed(error);
        throw error;
      }
    },
  };
}

function failed(failure: StageFailure, result?: ResultLine): ClaudeResult<never> {
  return { outcome: 'failed', failure, permissionDenials: result?.permission_denials ?? [] };
}

function isSessionOver(failure: StageFailure | undefined): boolean {
  return failure?.code === 'aws_session_refused' && /expired/i.test(failure.message);
}

/** Ends it when nothing was heard of it for too long, since a hanging pass would otherwise last until the deadline. */
async function runPass(
  settings: ClaudeCliSettings,
  pass: ClaudePass,
  budgetUsd: number | undefined,
  stream: CliStream,
): Promise<ProcessEnd> {
  const credential = await settings.credential.environment(pass.signal);
  await trustCheckout(settings.home, pass.folder);
  const hooks = await writeHooks(settings.home, pass);
  const silence = new AbortController();
  const watch = setTimeout(() => silence.abort(), SILENCE_MS);
  const end = await runProcess({
    command: settings.command,
    args: cliArguments(pass, { budgetUsd, ...(hooks === undefined ? {} : { hooks }) }),
    cwd: pass.folder,
    env: { ...cliEnvironment(settings, pass), ...credential },
    stdin: pass.prompt,
    signal: AbortSignal.any([pass.signal, silence.signal]),
    timeoutMs: 6 * 3_600_000,
    // After it Claude Code still tells what the pass cost; after SIGTERM it does not.
    stopSignal: 'SIGINT',
    onLine: (line) => {
      watch.refresh();
      stream.take(line);
    },
  });
  clearTimeout(watch);
  return silence.signal.aborted && !pass.signal.aborted ? { ...end, stoppedBy: 'timeout' } : end;
}

function cliEnvironment({ environment, home, credential, maxRetries }: ClaudeCliSettings, pass: ClaudePass) {
  const { model } = pass;
  const pinned = {
    ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    ANTHROPIC_DEFAULT_SONNET_MODEL: model,
    ANTHROPIC_DEFAULT_OPUS_MODEL: model,
  };
  const author = { NAME: 'AI-Implement', EMAIL: 'ai-implement@users.noreply.github.com' };
  return {
    ...environment,
    // Home is empty, so git knows no author; what is committed is committed anew when it is published.
    GIT_AUTHOR_NAME: author.NAME,
    GIT_AUTHOR_EMAIL: author.EMAIL,
    GIT_COMMITTER_NAME: author.NAME,
    GIT_COMMITTER_EMAIL: author.EMAIL,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, 'settings'),
    CLAUDE_CODE_MAX_RETRIES: String(maxRetries ?? MAX_RETRIES),
    // A long prompt is for the model to judge: the limit of Claude Code itself is a guess that some models exceed by far.
    CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE: '10000000',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Else `@path` in a ticket or a review attaches that file before the model has read a word.
    CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
    // Subagents then run in parallel and are waited for; in the background each would end in a result line of its own.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    ...(credential.kind === 'bedrock' ? pinned : {}),
  };
}

/**
 * Lets git work where the checkout belongs to another user than ours, as in containers: what the pass may do there is bounded elsewhere.
 * A file, since some versions of git in use take this from no variable.
 */
async function trustCheckout(home: string, folder: string): Promise<void> {
  const directory = JSON.stringify(await realpath(folder));
  await writeFile(join(home, '.gitconfig'), `[safe]\n\tdirectory = ${directory}\n`);
}

/** The hooks of a pass that writes; one that only reads asks nobody. */
async function writeHooks(home: string, pass: ClaudePass): Promise<HookCommands | undefined> {
  const { tools, subagents, folder, guard = DEFAULT_PATH_GUARD } = pass;
  if (tools === 'read' && subagents === undefined) return undefined;
  const PermissionRequest = await writeHook(home, 'permission-hook', permissionHook(folder, guard));
  if (subagents === undefined) return { PermissionRequest };
  return { PermissionRequest, PreToolUse: await writeHook(home, 'file-guard', fileGuard(folder, subagents)) };
}

/** Answers its command line. */
async function writeHook(home: string, name: string, { script, rules }: NodeHook): Promise<string> {
  const folder = join(home, 'guard');
  const paths = { script: join(folder, `${name}.mjs`), rules: join(folder, `${name}.json`) };
  await mkdir(folder, { recursive: true });
  await writeFile(paths.script, script);
  await writeFile(paths.rules, rules);
  return [process.execPath, paths.script, paths.rules].map(quoted).join(' ');
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
