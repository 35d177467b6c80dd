import type { ScriptedAgent } from '../model-turn.ts';
import { changeSteps, filesOf, GAP, isGapClosed, revisionOf } from './change.ts';
import { byPass, type Known, read, type Step, steps } from './script.ts';

const SUMMARY = 'Added a greeting by name, with its test.';
const FINDING = 'The greeting needs a second look: its source says nothing about who is greeted.';

/** Works on the change, and says so. */
const implementing = steps(changeSteps(), ({ ticketKey }) => ({ summary: `${ticketKey}: ${SUMMARY}` }));

/** Reads the change, and approves from a revision on. */
function reviewing(approvesFrom: number): ScriptedAgent {
  const look: Step = (c) => ({ text: 'I read the change.', calls: [read(c, filesOf(c).source)] });
  return steps([look], (c): Known => {
    const isApproved = revisionOf(c) >= approvesFrom;
    const findings = isApproved ? [] : [FINDING];
    return { summary: isApproved ? 'Good as it is.' : FINDING, isApproved, findings };
  });
}

const analysingGaps = steps([], (c) => ({
  summary: 'Compared the diff with the ticket.',
  implemented: ['Greets by name, with a test.'],
  gaps: isGapClosed(c) ? [] : [GAP],
  manualSteps: [],
  isReady: true,
}));

/** Plans, with units of work where `unitsOf` names some. */
function planning(unitsOf?: (source: string, test: string) => unknown): ScriptedAgent {
  return steps([(c) => ({ text: 'I look around.', calls: [read(c, 'README.md')] })], (c): Known => {
    const { source, test } = filesOf(c);
    const plan = { summary: `A plan for ${c.ticketKey}.`, files: [source, test] };
    return unitsOf === undefined ? plan : { ...plan, workUnits: unitsOf(source, test) };
  });
}

/** Two units side by side, and one after them. */
function threeUnits(source: string, test: string) {
  const unit = (id: string, name: string, files: string[], dependsOn: string[] = []) => ({
    id,
    name,
    description: `Does the ${name}.`,
    files,
    dependsOn,
  });
  return {
    independent: [unit('WU-1', 'code', [source]), unit('WU-2', 'test', [test])],
    sequential: [unit('WU-3', 'documentation', ['docs/greeting.md'], ['WU-1', 'WU-2'])],
  };
}

const triaging = steps([], () => ({ summary: 'There is something to do.', needsWork: true, addressed: [] }));

/** Implements well at once: approved at the first review; its gap analysis names one gap, which a follow-up closes. */
export const goodAgent: ScriptedAgent = byPass({
  plan: planning(),
  triage: triaging,
  implementation: implementing,
  joining: implementing,
  review: reviewing(1),
  'gap-analysis': analysingGaps,
});

/** The good one with other scripts for some passes. */
function goodBut(scripts: Record<string, ScriptedAgent>): ScriptedAgent {
  const others = byPass(scripts);
  return (conversation) => (Object.hasOwn(scripts, conversation.pass) ? others : goodAgent)(conversation);
}

/** Its first review has a finding, its second approves. */
export const twoRoundsAgent = goodBut({ review: reviewing(2) });

/** No review of it ever approves. */
export const neverApprovedAgent = goodBut({ review: reviewing(Number.POSITIVE_INFINITY) });

/** Looks, changes nothing, and says that all is well. */
export const idleAgent = goodBut({
  implementation: steps([(c) => ({ calls: [read(c, 'README.md')] })], () => ({ summary: 'Nothing needs to change.' })),
  review: reviewing(0),
});

/** Never answers. */
export const hangingAgent: ScriptedAgent = () => 'silence';

/** Its quota is used up. */
export const rateLimitedAgent: ScriptedAgent = () => ({ rateLimited: { retryAfterSeconds: 3600 } });

/** Finds in triage that nothing of the feedback needs work, and answers each finding. */
export const nothingToDoAgent = goodBut({
  triage: steps([], () => ({ summary: 'Nothing to do.', needsWork: false })),
});

/** Plans three units of work; who does them is `workUnitsAgent`. */
export const unitsPlanningAgent = goodBut({ plan: planning(threeUnits) });
