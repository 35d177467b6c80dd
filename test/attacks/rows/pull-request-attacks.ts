import { digestsOf } from '../../../runner/process/secret-digest.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { type Attack, type AttackRows, once } from '../attack.ts';
import { publications, write } from './publications.ts';

// Words of the agent's job and of tickets, on the way to a pull request.

const FROM = "the summary that the agent's job hands over";
const ACTED_ON = 'people, tickets and checks that GitHub would act on';
const HOSTILE = 'Fixes #12, @acme/canary [skip ci]';

/** Of a session of AWS that the agent's job alone held. */
const SESSION = 'canary'.repeat(7);

const places = publications();

const scene = once(async () => {
  const { ticket } = aRunContext();
  const place = await places.begin({ ticket: { ...ticket, title: HOSTILE } });
  place.analysis = { implemented: ['All'], gaps: [], manualSteps: [], isReady: false };
  const summary = `${HOSTILE}\n\nIt used result-token, ${SESSION} and sk-ant-canary-canary.`;
  place.handOver(write('src/fine.ts'), { isApproved: true, summary, sessions: digestsOf([SESSION]) });
  await place.publish();
  const [pull] = place.hub.pulls;
  if (pull === undefined) throw new Error('there is no pull request');
  return { ...pull, requests: place.hub.requests };
});
const ROWS: readonly Attack[] = [
  {
    name: "the agent's job says that its work was approved",
    asset: 'whether a pull request is ready to be reviewed',
    wayIn: "the verdict that the agent's job hands over",
    defence: {
      name: 'a pull request is ready when the gap analysis finds so too',
      file: 'runner/publishing/finish-draft.ts',
      text: "if (verdict === 'ready') return {",
      instead: 'return {',
    },
    // The small GitHub of this scene knows no drafts: it counts that it was asked for one.
    isHeld: async () => (await scene()).requests.includes('POST /graphql'),
  },
  {
    name: 'a summary is posted as it was written',
    asset: ACTED_ON,
    wayIn: FROM,
    defence: {
      name: 'summaries go through the module for texts of others',
      file: 'runner/publishing/pull-request-body.ts',
      text: 'presentable(outcome.summary, { redact, length: 12_000 })',
      instead: 'redact(outcome.summary)',
    },
    isHeld: async () => !(await scene()).body.includes(HOSTILE),
  },
  {
    name: 'the title of a ticket becomes that of a pull request as it was written',
    asset: ACTED_ON,
    wayIn: 'the title of a ticket',
    defence: {
      name: 'titles go through the module for texts of others',
      file: 'runner/publishing/pull-request-body.ts',
      text: 'return presentableTitle(',
      instead: 'return String(',
    },
    isHeld: async () => !(await scene()).title.includes(HOSTILE),
  },
  {
    name: 'a token of the run is told in a summary',
    asset: 'credentials',
    wayIn: FROM,
    defence: {
      name: 'secrets of the run are taken out of what is shown',
      file: 'runner/process/redact.ts',
      text: "rest.replaceAll(secret ?? '', '[secret]')",
      instead: 'rest',
    },
    isHeld: async () => !(await scene()).body.includes('result-token'),
  },
  {
    name: 'a session that only the agent held is told in a summary',
    asset: 'credentials',
    wayIn: FROM,
    defence: {
      name: 'sessions of the agent are taken out of what is shown',
      file: 'runner/stages/publish.ts',
      text: 'redactingDigested(given.redact, sessions)',
      instead: 'given.redact',
    },
    isHeld: async () => !(await scene()).body.includes(SESSION),
  },
  {
    name: "somebody else's key is told in a summary",
    asset: 'credentials',
    wayIn: FROM,
    defence: {
      name: 'what looks like a secret is taken out of what is shown',
      file: 'runner/process/redact.ts',
      text: "rest.replace(form, '[secret]')",
      instead: 'rest',
    },
    isHeld: async () => !(await scene()).body.includes('sk-ant-canary-canary'),
  },
];

export const ATTACKS: AttackRows = {
  about: 'Words of a pull request',
  rows: ROWS,
  close: places.close,
};
