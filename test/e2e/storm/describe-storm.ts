import type { Run } from '../../../shared/domain/run.ts';
import type { PlayedStorm } from './play-storm.ts';

/** The storm in words: how often each boundary was hit, what GitHub made of it, and every dead letter with its reason. */
export function describeStorm(storm: PlayedStorm, runsOf: ReadonlyMap<string, Run[]>): string {
  const { plan, kills, system, took, deadLetters } = storm;
  const own = new Set(plan.candidates.map(({ runId }) => runId));
  const runs = [...runsOf.values()].flat();
  const worked = runs.filter(({ runId, status }) => status === 'succeeded' && own.has(runId));
  const lines = [
    `${plan.candidates.length} candidates for ${runsOf.size} tickets, ${plan.waves.flat().length} messages`,
    ...[...kills.hits()]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => `  ${name}: killed ${times(count)}`),
    `${[...kills.hits().values()].reduce((sum, count) => sum + count, 0)} kills in all`,
    `${runs.length} runs: ${countsOf(runs.map(outcomeOf))}`,
    `${worked.length} tickets were worked on by a run of the storm, ${runsOf.size - worked.length} by a later one`,
    `${storm.markedAgain.length} tickets had to be marked again: ${storm.markedAgain.join(', ')}`,
    `${system.github.runs().length} workflow runs, ${system.github.counts().passedGate} passed the gate; ${storm.lostAnswers} answers lost`,
    `callbacks not answered 2xx: ${countsOf(system.github.callbackProblems.map(({ path, status, body }) => `${path} ${status} ${(body as { code?: string } | undefined)?.code ?? ''}`))}`,
    ...deadLetters.map(
      ({ queue, runId, kills: killed, errors }) =>
        `  dead letter in ${queue}: run ${runId}, killed ${times(killed)}${errors.map((error) => `; ${error}`).join('')}`,
    ),
    `the storm took ${seconds(took.stormMs)}, with what followed ${seconds(took.totalMs)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function outcomeOf({ status, failure }: Run): string {
  return failure === undefined ? status : `${status} (${failure.reason})`;
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
