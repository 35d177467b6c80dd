import type { GitHubSimulator } from '../../../simulators/github/github-simulator.ts';
import type { Random } from '../../simulation/random.ts';

const DISPATCH = 'actions/create-workflow-dispatch';
const LOST_ANSWERS = 0.35;
const LATE_RUNS = 0.5;
/** Late enough that, with the lag of the list, the last look-up at 180 s finds nothing and a second run is ordered. */
const MOST_LATE_MS = 290_000;
const MOST_LAG_MS = 120_000;

/**
 * Makes GitHub lose answers after creating the run, create runs late, and list them 0 to 120 s later. The seed decides about each
 * dispatch in turn, until it is stopped; the first `sure` of them lose their answer and are as late as can be, so that they are ordered
 * twice.
 */
export function slowDown(
  github: GitHubSimulator,
  random: Random,
  sure: number,
): { stop(): void; lostAnswers(): number } {
  let lostAnswers = 0;
  let created = 0;
  const decideNext = () => {
    if (created >= sure && !random.chance(LOST_ANSWERS)) return;
    lostAnswers += 1;
    github.faults.add({ operation: DISPATCH, kind: 'lost_answer', times: 1 });
  };
  decideNext();
  github.slow.createdLateMs = () => {
    created += 1;
    decideNext();
    if (created <= sure) return MOST_LATE_MS;
    return random.chance(LATE_RUNS) ? random.below(MOST_LATE_MS) : 0;
  };
  github.slow.listLagMs = () => random.below(MOST_LAG_MS + 1);
  return {
    lostAnswers: () => lostAnswers,
    stop() {
      github.faults.clear();
      github.slow.createdLateMs = () => 0;
      github.slow.listLagMs = () => 0;
    },
  };
}
