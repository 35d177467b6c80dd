import type { Author, PullRecord, ReviewCommentRecord } from '../code-state.ts';
import type { Json, JsonObject } from '../json-schema.ts';
import { nodeId } from '../node-ids.ts';
import { commentAnswer } from '../operations/comments.ts';
import { userAnswer } from '../operations/people-answers.ts';
import { pullInList } from '../operations/pull-answers.ts';
import { reviewAnswer, reviewCommentAnswer } from '../operations/reviews.ts';
import type { World } from '../operations/world.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import type { Derivation } from './derivation.ts';
import { examplePayload, over } from './example-payload.ts';
import type { Happening, HookEvent } from './happening.ts';
import type { OfInstallation } from './installation-payload.ts';
import { suitePart } from './suite-part.ts';

/** What happens in one repository. */
export type InRepository = Exclude<Happening, OfInstallation>;

/** Which of the published examples a payload is derived from; counted from 0. */
const EXAMPLES: Record<string, number> = {
  'issue_comment created': 1,
  'issue_comment deleted': 5,
  'issue_comment edited': 7,
  'pull_request_review submitted': 2,
  'pull_request_review_comment created': 1,
  'pull_request_review_comment deleted': 3,
  'pull_request_review_comment edited': 4,
  'pull_request_review_thread resolved': 1,
  'pull_request_review_thread unresolved': 2,
  'pull_request opened': 12,
  'pull_request closed': 3,
  'pull_request reopened': 18,
  'pull_request ready_for_review': 15,
  'pull_request converted_to_draft': 5,
  'pull_request edited': 3,
  'check_suite completed': 1,
  'workflow_run completed': 1,
  'repository archived': 9,
  'repository unarchived': 9,
  'repository renamed': 9,
  'repository transferred': 11,
};

/** The body of the delivery that tells of what happened. */
export function payloadOf(world: World, repository: SimulatedRepository, happening: InRepository): JsonObject {
  const { event, action } = happening;
  const { changes: _, ...example } = exampleFor(world, repository, event, action);
  const by = whoDid(world, happening);
  const common = { action, repository: repositoryFacts(world, repository), sender: userAnswer(world, by) };
  const id = world.tokens.installationId(repository);
  return {
    ...merged(example, common),
    ...partsOf({ world, repository, example }, happening),
    installation: { id, node_id: Buffer.from(`installation ${id}`).toString('base64') },
  };
}

/** The example, without what an organization would be told of besides. */
function exampleFor({ urls }: World, repository: SimulatedRepository, event: HookEvent, action: string): JsonObject {
  const place = { fullName: fullName(repository), api: urls.api(), web: urls.web };
  const { organization: _, ...example } = examplePayload(event, EXAMPLES[`${event} ${action}`] ?? -1, place);
  return example;
}

function whoDid(world: World, happening: InRepository): Author {
  if (happening.event === 'workflow_run') return appOf(world);
  if (happening.event !== 'check_suite') return happening.by;
  const { appSlug } = happening.suite;
  return { login: `${appSlug}[bot]`, appSlug };
}

function appOf({ tokens }: World): Author {
  return { login: `${tokens.appSlug()}[bot]`, appSlug: tokens.appSlug() };
}

function partsOf(from: Derivation, happening: InRepository): JsonObject {
  switch (happening.event) {
    case 'issue_comment':
      return commentParts(from, happening);
    case 'pull_request_review_comment':
      return {
        ...pullPart(from, happening),
        comment: inlinePart(from, from.example['comment'], happening.comment),
        ...textBefore(happening),
      };
    case 'pull_request_review':
      return { ...pullPart(from, happening), review: reviewPart(from, happening) };
    case 'pull_request_review_thread':
      return { ...pullPart(from, happening), thread: threadPart(from, happening) };
    case 'pull_request':
      return { number: happening.pull.number, ...pullPart(from, happening), ...changesPart(happening) };
    case 'workflow_run':
      return { workflow_run: runPart(from, happening) };
    case 'check_suite':
      return { check_suite: suitePart(from, happening.suite) };
    case 'repository':
      return formerPart(from, happening);
  }
}

function textBefore(happening: { action: string; from?: string }): JsonObject {
  return happening.from === undefined ? {} : { changes: { body: { from: happening.from } } };
}

function formerPart({ world }: Derivation, happening: Extract<Happening, { event: 'repository' }>): JsonObject {
  if (happening.action === 'renamed') return { changes: { repository: { name: { from: happening.nameBefore } } } };
  if (happening.action !== 'transferred') return {};
  return { changes: { owner: { from: { user: userAnswer(world, { login: happening.ownerBefore }) } } } };
}

function repositoryFacts(world: World, repository: SimulatedRepository): JsonObject {
  const facts = world.answers.repositoryFacts(repository);
  return { ...facts, owner: userAnswer(world, { login: repository.owner }) };
}

function pullFacts({ world, repository }: Derivation, pull: PullRecord): JsonObject {
  const by = userAnswer(world, pull.author);
  const { head, base, ...facts } = pullInList(world, repository, pull) as { head: JsonObject; base: JsonObject };
  const repo = repositoryFacts(world, repository);
  return {
    ...facts,
    node_id: nodeId('pull', pull.id),
    user: by,
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedAt === null ? null : by,
    head: { ...head, repo },
    base: { ...base, repo },
  };
}

/** Newer repositories say whether they have discussions; the examples are older. */
function pullPart(from: Derivation, { pull }: { pull: PullRecord }): JsonObject {
  const { head, base, ...rest } = merged(from.example['pull_request'], pullFacts(from, pull));
  const side = (value: Json | undefined) => {
    const { repo, ...others } = value as { repo: JsonObject };
    return { ...others, repo: { ...repo, has_discussions: false } };
  };
  return { pull_request: { ...rest, head: side(head), base: side(base) } };
}

/** An issue that is a pull request says so by its links. */
function commentParts(from: Derivation, happening: Extract<Happening, { event: 'issue_comment' }>): JsonObject {
  const { world, repository, example } = from;
  const { pull, comment } = happening;
  const { url = '', issue_url = '', ...facts } = pullFacts(from, pull);
  const { html_url = '', diff_url = '', patch_url = '', merged_at = null } = facts;
  const issue = merged(example['issue'], { ...facts, url: issue_url, labels: [], body: pull.body ?? '' });
  return {
    issue: { ...issue, pull_request: { url, html_url, diff_url, patch_url, merged_at } },
    comment: merged(example['comment'], commentAnswer(world, repository, comment)),
    ...textBefore(happening),
  };
}

function inlinePart(
  { world, repository }: Derivation,
  example: Json | undefined,
  comment: ReviewCommentRecord,
): JsonObject {
  const { line = null, startLine = null, inReplyTo } = comment;
  const lines = { line, original_line: line, start_line: startLine, original_start_line: startLine };
  const answer = reviewCommentAnswer(world, repository, comment);
  return {
    ...merged(example, { ...answer, ...lines }),
    ...(inReplyTo !== undefined && { in_reply_to_id: inReplyTo }),
  };
}

function reviewPart(
  { world, repository, example }: Derivation,
  { review }: Extract<Happening, { event: 'pull_request_review' }>,
): JsonObject {
  const said = { state: review.state.toLowerCase(), body: review.body === '' ? null : review.body };
  return merged(example['review'], { ...reviewAnswer(world, repository, review), ...said });
}

function threadPart(
  from: Derivation,
  { comments }: Extract<Happening, { event: 'pull_request_review_thread' }>,
): JsonObject {
  const [shown] = (from.example['thread'] as { comments: JsonObject[] }).comments;
  const parts = comments.map((comment) => inlinePart(from, shown, comment));
  return { node_id: nodeId('thread', comments[0]?.id ?? 0), comments: parts };
}

function changesPart(happening: Extract<Happening, { event: 'pull_request' }>): JsonObject {
  if (happening.action !== 'edited') return {};
  const { base, baseSha } = happening.baseBefore;
  return { changes: { base: { ref: { from: base }, sha: { from: baseSha } } } };
}

function runPart(
  { world, repository, example }: Derivation,
  { run }: Extract<Happening, { event: 'workflow_run' }>,
): JsonObject {
  const by = userAnswer(world, appOf(world));
  const own = repositoryFacts(world, repository);
  const answer = world.answers.run(run, repository);
  const facts = Object.fromEntries(RUN_FACTS.map((name) => [name, answer[name] ?? null]));
  const links = Object.fromEntries(RUN_LINKS.map((name) => [`${name}_url`, `${String(answer['url'])}/${name}`]));
  const people = { actor: by, triggering_actor: by, repository: own, head_repository: own };
  return merged(example['workflow_run'], { ...facts, ...links, ...people });
}

/** What the simulator knows of a run; its answers fill in the rest with nothing. */
const RUN_FACTS = [
  ...['id', 'name', 'display_title', 'event', 'head_branch', 'path', 'status', 'conclusion', 'run_attempt'],
  ...['url', 'html_url', 'created_at', 'updated_at', 'run_started_at'],
];
const RUN_LINKS = ['jobs', 'logs', 'artifacts', 'cancel', 'rerun'];

function merged(example: Json | undefined, facts: JsonObject): JsonObject {
  return over(example, facts) as JsonObject;
}
