import type * as z from 'zod';
import type { Usage } from '../../shared/contract/runner.ts';
import type { PathGuard } from '../../shared/domain/path-guard.ts';
import type { StageFailure } from '../stages/stage-failure.ts';

/** The pass that a prompt is for; each prompt begins with the line `passLine` makes, which tells people and logs what it is. */
export type PassName = 'plan' | 'implementation' | 'review' | 'triage' | 'joining' | 'gap-analysis' | 'work-units';

/** The first line of every prompt of ours. */
export function passLine(pass: PassName, run: { runId: string; ticketKey: string }): string {
  return `This is the ${pass} pass of run ${run.runId} for ticket ${run.ticketKey}.`;
}

/** A subagent that a pass may start: reads everything below the working folder, writes what `files` names, has no shell. */
export interface Subagent {
  /** As in `wu-1`. */
  type: string;
  description: string;
  instructions: string;
  /** What it may write: paths and globs from the working folder, as `scopePattern` reads them. */
  files: readonly string[];
}

export interface ClaudePass<Structured = unknown> {
  name: PassName;
  prompt: string;
  /** As in front matter, passed through as it is. */
  model: string;
  /** `write`: edit files and a shell; `read`: `Read`, `Glob` and `Grep` below the working folder and nothing else. */
  tools: 'write' | 'read';
  /** With subagents the pass itself only reads and starts them; they alone write. */
  subagents?: readonly Subagent[];
  /** What of the guarded paths may be written all the same. @default nothing */
  guard?: PathGuard;
  /** Absolute path of the working folder. */
  folder: string;
  /** Of the pass, and of each of its subagents. */
  maxTurns: number;
  /** Asks for an answer of this form and refuses any other. */
  answer?: z.ZodType<Structured>;
  signal: AbortSignal;
}

/** A use of a tool that Claude Code did not permit; `path` where it names a file. */
export interface PermissionDenial {
  tool: string;
  path?: string | undefined;
}

/** How a pass ended; the code of a failure says whether a repeat may help. `text`: the last words, where there are any. */
export type ClaudeResult<Structured = unknown> = { permissionDenials: readonly PermissionDenial[] } & (
  | { outcome: 'done'; text: string; answer: Structured | undefined }
  | { outcome: 'failed'; failure: StageFailure; text?: string }
);

/** Drives Claude Code, pass after pass, and adds up what it cost. */
export interface Claude {
  run<Structured = unknown>(pass: ClaudePass<Structured>): Promise<ClaudeResult<Structured>>;
  /** Over all passes so far, failed ones too. */
  usage(): Usage;
}
