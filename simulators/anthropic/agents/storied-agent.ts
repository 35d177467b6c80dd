import type { Conversation } from '../conversation.ts';
import type { ScriptedAgent, ToolCall } from '../model-turn.ts';
import { byPass, type Known, linesRead, read, type Step, steps, write } from './script.ts';
import { leadUnits } from './work-unit-agents.ts';

/** What is written for one ticket, and said about it, as a team would. */
export interface Story {
  /** Values of a plan's form by property name. */
  plan?: (Record<string, unknown> & { workUnits?: StoryUnits | undefined }) | undefined;
  /** Of the first version, Markdown for the pull request. */
  summary: string;
  /** The first version, by path; none: the work ends with nothing changed. */
  files: Readonly<Record<string, string>>;
  /** What the review asks for before it approves. @default it approves at once */
  finding?: string | undefined;
  /** No review ever approves. @default it does once the second version is there */
  neverApproved?: boolean | undefined;
  implemented: readonly string[];
  /** What the first version lacks, and the second has. */
  gap?: string | undefined;
  manualSteps: readonly string[];
  /** The gap analysis does not find the first version ready, though its review approved of it. @default it does */
  notReady?: boolean | undefined;
  /** The second version, which a further round or a follow-up writes. */
  later?: { summary: string; files: Readonly<Record<string, string>> } | undefined;
}

type StoryUnits = Record<'independent' | 'sequential', readonly { id: string; files: readonly string[] }[]>;

/** Plays the model in all passes of a ticket by its story. */
export function storiedAgent(story: Story): ScriptedAgent {
  const known = (values: Known) => () => values;
  return (conversation) => {
    const { unit } = conversation;
    const writing = unit === undefined ? implementing(story) : doingUnit(story, unit);
    return byPass({
      plan: steps([lookAround], known({ summary: 'Here is the plan.', ...story.plan })),
      triage: steps([], known({ summary: 'Read it.', needsWork: true, reason: 'It asks for a change of the code.' })),
      implementation: writing,
      'work-unit': writing,
      'work-units': leadUnits,
      joining: steps([lookAround], known({ summary: story.summary })),
      review: steps([lookAround], reviewing(story)),
      'gap-analysis': steps([], analysing(story)),
    })(conversation);
  };
}

const lookAround: Step = (conversation) => ({
  text: 'I look at what is there first.',
  calls: [read(conversation, 'README.md')],
});

/** The first version where nothing of it is there, else the second, else what people ask for besides; what stands already stays. */
function implementing({ files, later, summary }: Story): ScriptedAgent {
  const paths = [...new Set([...Object.keys(files), ...Object.keys(later?.files ?? {})])];
  const page = paths.find((path) => path.endsWith('.md') && path !== 'README.md');
  const look: Step = (c) => ({
    text: 'I look at the code first.',
    calls: ['README.md', ...paths, ...(page === undefined ? [pageFor(c)] : [])].map((p) => read(c, p)),
  });
  const isBegun = (c: Conversation) => Object.keys(files).some((path) => linesRead(c, path) !== undefined);
  const missing = (c: Conversation) => {
    const wanted = Object.entries((isBegun(c) ? later?.files : files) ?? {});
    return wanted.filter(([path, text]) => linesRead(c, path)?.join('\n').trim().startsWith(text.trim()) !== true);
  };
  const work: Step = (c) => {
    const versions = missing(c).map(([path, text]) => write(c, path, text));
    const calls: ToolCall[] = versions.length === 0 ? asked(c, page ?? pageFor(c)) : versions;
    return calls.length === 0
      ? { text: 'All of it is there already.' }
      : { text: 'Now the change and its test.', calls };
  };
  return steps([look, work], (c) => {
    const said = isBegun(c) && later !== undefined ? later.summary : summary;
    return { summary: said, reply: said };
  });
}

const pageFor = ({ ticketKey }: Conversation) => `docs/${ticketKey.toLowerCase()}.md`;

/** One line more on a page for each time that somebody asked: no story foresees what people want. */
function asked(conversation: Conversation, page: string): ToolCall[] {
  if (!/^(?:What a person asks for:|Finding `)/m.test(conversation.prompt)) return [];
  const lines = linesRead(conversation, page) ?? [`# ${conversation.ticketKey}`];
  return [write(conversation, page, `${[...lines, '- Done, as asked for in the review.'].join('\n')}\n`)];
}

function doingUnit({ plan, files }: Story, unit: string): ScriptedAgent {
  const units = [...(plan?.workUnits?.independent ?? []), ...(plan?.workUnits?.sequential ?? [])];
  const own = units.find(({ id }) => id === unit)?.files.filter((path) => Object.hasOwn(files, path)) ?? [];
  const work: Step = (c) => ({ text: `Now ${unit}.`, calls: own.map((path) => write(c, path, files[path] ?? '')) });
  return steps([work], () => ({ summary: `${unit} is done: ${own.join(', ')}.` }));
}

function reviewing(story: Story): (conversation: Conversation) => Known {
  const { finding, neverApproved } = story;
  return (conversation) => {
    const isApproved = neverApproved !== true && (finding === undefined || isSecondVersion(story, conversation));
    const findings = isApproved || finding === undefined ? [] : [finding];
    return { summary: isApproved ? 'Good as it is.' : 'Not yet.', isApproved, findings };
  };
}

function analysing(story: Story): (conversation: Conversation) => Known {
  const { implemented, gap, manualSteps, neverApproved, notReady } = story;
  return (conversation) => ({
    summary: 'Compared the diff with the ticket.',
    implemented,
    gaps: gap === undefined || isSecondVersion(story, conversation) ? [] : [gap],
    manualSteps,
    isReady: neverApproved !== true && (notReady !== true || isSecondVersion(story, conversation)),
  });
}

/** Whether the diff that the prompt shows holds the line by which the second version is told. */
function isSecondVersion({ files, later }: Story, { prompt }: Conversation): boolean {
  const first = new Set(Object.values(files).flatMap((text) => text.split('\n')));
  const fresh = Object.values(later?.files ?? {}).flatMap((text) =>
    text.split('\n').filter((line) => !first.has(line)),
  );
  const [telling] = fresh.sort((a, b) => b.length - a.length);
  return telling !== undefined && prompt.includes(telling);
}
