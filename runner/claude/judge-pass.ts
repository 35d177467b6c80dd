import type { ModelLimit } from '../../shared/contract/runner.ts';
import type { ProcessEnd } from '../process/run-process.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { ClaudePass, ClaudeResult } from './claude.ts';
import type { CliStream, ResultLine } from './cli-stream.ts';
import type { Credential } from './credential.ts';
import { ENDINGS, spendingLimitReset, wordsOf } from './endings.ts';

/** What is known of a pass besides its end and result. */
export interface PassSurroundings {
  said: Pick<CliStream, 'error' | 'limitResetsAt' | 'isLimitLong'>;
  credential: Pick<Credential, 'kind' | 'id'>;
}

const UNKNOWN: PassSurroundings = {
  said: { error: () => undefined, limitResetsAt: () => undefined, isLimitLong: () => false },
  credential: { kind: 'api-key', id: '' },
};

/** Judges by exit code and `is_error`: a refused credential, too, says `success` in `subtype`. */
export function passFailure(
  end: ProcessEnd,
  result: ResultLine | undefined,
  surroundings: PassSurroundings = UNKNOWN,
): StageFailure | undefined {
  if (end.stoppedBy === 'abort') return new StageFailure('claude_stopped');
  if (end.stoppedBy === 'timeout') return new StageFailure('claude_silent');
  if (result === undefined) return new StageFailure('claude_died', endWords(end));
  if (!result.is_error && end.code === 0) return undefined;
  return endingOf(result, surroundings);
}

function endWords({ code, signal, output }: ProcessEnd): string {
  const exit = signal === null ? `exit code ${code ?? 'none'}` : `signal ${signal}`;
  const last = output.trim().split('\n').at(-1) ?? '';
  return last === '' ? exit : `${exit}: ${last.slice(0, 300)}`;
}

function endingOf(result: ResultLine, { said, credential }: PassSurroundings): StageFailure {
  const facts = {
    result,
    error: said.error(),
    isBedrock: credential.kind === 'bedrock',
    isLimitLong: said.isLimitLong(),
  };
  const code = result.is_error ? ENDINGS.find((ending) => ending.is(facts))?.code : undefined;
  const limit: ModelLimit | undefined =
    code === 'model_quota'
      ? { credential: credential.id, retryAt: said.limitResetsAt() ?? spendingLimitReset(wordsOf(result)) }
      : undefined;
  return new StageFailure(code ?? 'claude_failed', wordsOf(result), { limit });
}

/** The outcome of a pass that ended well; without the answer it was asked for it did not, and a repeat may help. */
export function passAnswer<Structured>(pass: ClaudePass<Structured>, result: ResultLine): ClaudeResult<Structured> {
  const { permission_denials: permissionDenials, result: text } = result;
  const done = { outcome: 'done', text, permissionDenials } as const;
  if (pass.answer === undefined) return { ...done, answer: undefined };
  const answer = pass.answer.safeParse(result.structured_output);
  if (answer.success) return { ...done, answer: answer.data };
  return {
    outcome: 'failed',
    failure: new StageFailure('answer_missing', `the ${pass.name} pass`),
    text,
    permissionDenials,
  };
}
