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
}));

const planning = steps([(c) => ({ text: 'I look around.', calls: [read(c, 'README.md')] })], (c) => ({
  summary: `A plan for ${c.ticketKey}.`,
  files: [filesOf(c).source, filesOf(c).test],
  dependsOn: [],
  independent: [],
  sequential: [],
  workUnits: null,
}));

const triaging = steps([], () => ({ summary: 'There is something to do.' }));

/** Implements well at once: approved at the first review; its gap analysis names one gap, which a follow-up closes. */
export const goodAgent: ScriptedAgent = byPass({
  plan: planning,
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

/** Finds in triage that nothing of the feedback needs work. */
export const nothingToDoAgent = goodBut({
  triage: steps([], () => ({
    summary: 'Nothing to do.',
    isWorkNeeded: false,
    needsWork: false,
    hasWork: false,
    workList: [],
  })),
});
