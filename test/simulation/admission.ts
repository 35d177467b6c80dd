/**
 * The admission protocol, searched exhaustively: `node test/simulation/admission.ts` prints that the design holds in every
 * state, and for each mechanism the shortest schedule that goes wrong without it. The protocol stands in `admission/`, one
 * file for each function at work.
 */
import { search, type Violation } from './admission/search.ts';
import { type Mechanism, mechanisms, type Scenario, scenarios } from './admission/world.ts';

interface ScenarioResult {
  readonly name: string;
  readonly states: number;
  /** States in which nothing but faults can happen any more. */
  readonly quietStates: number;
  readonly violation: Violation | null;
}

interface ScenarioViolation extends Violation {
  readonly scenario: string;
}

/** Searches the design: every scenario to its end, or those alone that have a budget, which are more than half of all states, or those that have none. */
export function searchDesign(where: (scenario: Scenario) => boolean = () => true): ScenarioResult[] {
  return scenarios.filter(where).map((scenario) => ({ name: scenario.name, ...search({ scenario, without: null }) }));
}

/** The shortest violation without one mechanism, over all scenarios. */
export function searchWithout(mechanism: Mechanism): ScenarioViolation | null {
  let shortest: ScenarioViolation | null = null;
  // What is found first bounds how deep the others are searched: what is about money breaks where there is a budget, of which the last ones tell.
  const ordered = mechanism.startsWith('budget') ? scenarios.toReversed() : scenarios;
  for (const scenario of ordered) {
    const { violation } = search({ scenario, without: mechanism }, shortest?.schedule.length);
    shortest = violation ? { ...violation, scenario: scenario.name } : shortest;
  }
  return shortest;
}

function report(): string {
  const design = searchDesign().map(
    ({ name, states, quietStates, violation }) =>
      `${name}: ${violation ? describe(violation) : `holds in all ${states} states, ${quietStates} of them quiet`}`,
  );
  const without = Object.entries(mechanisms).map(([mechanism, purpose]) => {
    const violation = searchWithout(mechanism as Mechanism);
    return `\nwithout ${mechanism} (${purpose}):\n${violation ? `${violation.scenario}: ${describe(violation)}` : 'holds'}`;
  });
  return ['the design:', ...design, ...without, ''].join('\n');
}

function describe({ check, schedule }: Violation): string {
  return [check, ...schedule.map((label, index) => `  ${index + 1}. ${label}`)].join('\n');
}

if (import.meta.main) {
  process.stdout.write(report());
}
