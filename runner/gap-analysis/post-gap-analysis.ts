import { presentableLine, presentablePath } from '../../shared/domain/untrusted-text.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import type { Redact } from '../process/redact.ts';
import type { ExternalFinding } from '../publishing/external-reviews.ts';
import { commentText, findOurComment, putOurComment } from '../publishing/our-comments.ts';
import { failureOf } from '../stages/stage-failure.ts';
import type { GapAnalyst, GapRequest } from './gap-analyst.ts';
import { GAP_COMMENT, type GapAnalysis, parseGapAnalysis, renderGapAnalysis, type Verdict } from './gap-comment.ts';

export interface GapStepDeps {
  github: GitHubRepository;
  analyst: GapAnalyst;
  redact: Redact;
  /** Does what the verdict asks for, and says so for people; undefined: the analysis failed. */
  heed(verdict: Verdict | undefined): Promise<string>;
}

/** What the comment says now, and why there is no analysis when it failed. */
export interface PostedAnalysis {
  markdown: string;
  verdict: Verdict | undefined;
  failure: string | undefined;
}

const LONGEST_ITEM = 1500;
const UNKNOWN = 'Not known, since the analysis failed.';

/**
 * Has the pull request held against its ticket, and writes our comment anew. An analysis that fails never fails the run: the comment
 * says so, and keeps what the last one found. `notes` are told above it.
 */
export async function postGapAnalysis(
  deps: GapStepDeps,
  pullNumber: number,
  source: {
    request: Omit<GapRequest, 'externalFindings'>;
    external: readonly ExternalFinding[];
    /** What this pass answered of reviewers' findings. */
    addressed: readonly string[];
    notes: string[];
  },
): Promise<PostedAnalysis> {
  const external = source.external.map((finding) => externalLine(finding, deps.redact));
  const { analysis, verdict, failure } = await analysed(deps, pullNumber, {
    ...source.request,
    externalFindings: external,
  });
  const gaps = [...analysis.gaps, ...external.filter((line) => !analysis.gaps.includes(line))];
  const notes = [...new Set([...source.notes, ...deps.analyst.notes()])];
  const heeded = await deps.heed(verdict);
  const failed = { notes: [...notes, `The gap analysis failed: ${failure}`], nothing: UNKNOWN };
  const told = { verdict: heeded, addressed: source.addressed, ...(failure === undefined ? { notes } : failed) };
  const text = renderGapAnalysis({ ...analysis, gaps }, told);
  await putOurComment(deps.github, pullNumber, GAP_COMMENT, text);
  return { markdown: commentText(GAP_COMMENT, text), verdict, failure };
}

async function analysed(
  { github, analyst, redact }: GapStepDeps,
  pullNumber: number,
  request: GapRequest,
): Promise<{ analysis: GapAnalysis; verdict: Verdict | undefined; failure: string | undefined }> {
  try {
    const { isReady, ...analysis } = await analyst.analyse(request);
    return { analysis: made(analysis, redact), verdict: isReady ? 'ready' : 'not_ready', failure: undefined };
  } catch (error) {
    request.signal.throwIfAborted();
    const existing = await findOurComment(github, pullNumber, GAP_COMMENT);
    const failure = presentableLine(failureOf(error).reason, { redact, length: 500 });
    return { analysis: parseGapAnalysis(existing?.body ?? ''), verdict: undefined, failure };
  }
}

function made(analysis: GapAnalysis, redact: Redact): GapAnalysis {
  const items = (texts: readonly string[]) =>
    texts.map((text) => presentableLine(text, { redact, length: LONGEST_ITEM })).filter((text) => text !== '');
  return {
    implemented: items(analysis.implemented),
    gaps: items(analysis.gaps),
    manualSteps: items(analysis.manualSteps),
  };
}

function externalLine({ source, path, line, body }: ExternalFinding, redact: Redact): string {
  const place = path === undefined ? '' : `\`${presentablePath(path)}${line === undefined ? '' : `:${line}`}\` `;
  const who = presentableLine(source, { redact, length: 100 });
  return `${place}(${who}): ${presentableLine(body, { redact, length: LONGEST_ITEM })}`;
}

/** The notes that a pull request's analysis begins with when reviewers were not done in time. */
export function reviewNotes(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  const names = presentableLine(missing.join(', '), { length: 500 });
  return [`We waited five minutes for ${names} and went on without; what comes later is a follow-up's.`];
}
