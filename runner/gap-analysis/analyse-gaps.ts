import type { RunContext } from '../../shared/contract/runner.ts';
import type { Claude, ClaudeResult } from '../claude/claude.ts';
import { GapAnalysis } from '../prompts/answers.ts';
import { boundedDiff } from '../prompts/bounded-diff.ts';
import { gapAnalysisPrompt } from '../prompts/judging-prompts.ts';
import { promptWriter } from '../prompts/prompt-writer.ts';

const MAX_TURNS = 30;

export interface GapQuestion {
  context: RunContext;
  /** The whole diff of the pull request, as text. */
  diff: string;
  /** What external reviewers posted meanwhile. */
  externalFindings: readonly string[];
  /** A folder with the result of the change; it is only read. */
  folder: string;
  /** `models.gapAnalysis` of the repository's settings. */
  model: string;
  /** Gives random tags for fences, as in `data-3f2c…`. */
  newTag: () => string;
  signal: AbortSignal;
}

/** Compares the diff of a pull request with its ticket; read-only tools. */
export async function analyseGaps(claude: Claude, question: GapQuestion): Promise<ClaudeResult<GapAnalysis>> {
  const { context, externalFindings, folder, model, newTag, signal } = question;
  const diff = boundedDiff(question.diff);
  const writer = promptWriter(context, newTag, [diff, ...externalFindings]);
  const prompt = gapAnalysisPrompt(writer, diff, externalFindings);
  return claude.run({
    name: 'gap-analysis',
    prompt,
    model,
    tools: 'read',
    folder,
    maxTurns: MAX_TURNS,
    answer: GapAnalysis,
    signal,
  });
}
