import type { Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import { plus } from '../../../shared/domain/time.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { receiveWebhook } from '../functions.ts';
import type { World } from '../world.ts';
import { type ReviewedPull, type Reviews, WRITERS } from './reviews.ts';

/** GitHub tells of what happened: never, or up to three times, each when it likes within minutes. */
function tell(world: World, { plan, counts }: Reviews, event: string, payload: object): void {
  const { random, fakes, lateEffects } = world;
  if (random.chance(plan.neverSent)) {
    counts.neverSent += 1;
    world.note('GitHub', `never sends ${event}`);
    return;
  }
  const delivery = { event, payload, deliveryId: fakes.ids.ulid() };
  const copies = 1 + random.below(plan.copies);
  counts.deliveries += copies;
  for (let copy = 1; copy <= copies; copy += 1) {
    const at = plus(fakes.clock.now(), random.below(plan.latestMs));
    lateEffects.push({
      at,
      async run() {
        void receiveWebhook(world, delivery);
        return `delivery of ${event}, copy ${copy}`;
      },
    });
  }
}

/** Somebody wrote, changed or took back a text. */
export function tellOfRemark(
  world: World,
  reviews: Reviews,
  pull: ReviewedPull,
  { remark, action }: { remark: Remark; action: 'made' | 'edited' | 'gone' },
): void {
  const { kind, commentId, body, author } = remark;
  const login = author?.isBot ? `${author.login}[bot]` : author?.login;
  const isInsider = WRITERS.some((writer) => writer === login);
  const written = {
    ...{ id: commentId, body, user: { login, type: author?.isBot ? 'Bot' : 'User' } },
    author_association: isInsider ? 'MEMBER' : 'NONE',
  };
  const [made, gone] = kind === 'review' ? ['submitted', 'dismissed'] : ['created', 'deleted'];
  const base = { action: { made, edited: 'edited', gone }[action], repository: repositoryOf(pull) };
  const { number } = pull;
  switch (kind) {
    case 'conversation':
      tell(world, reviews, 'issue_comment', { ...base, issue: { number, pull_request: {} }, comment: written });
      return;
    case 'inline':
      tell(world, reviews, 'pull_request_review_comment', {
        ...base,
        pull_request: { number },
        comment: written,
      });
      return;
    case 'review':
      tell(world, reviews, 'pull_request_review', { ...base, pull_request: { number }, review: written });
      return;
  }
}

/** A thread was resolved or not any more, or the pull request itself changed. */
export function tellOfPull(
  world: World,
  reviews: Reviews,
  pull: ReviewedPull,
  action: 'resolved' | 'unresolved' | 'closed' | 'reopened' | 'synchronize',
): void {
  const isOfThread = action === 'resolved' || action === 'unresolved';
  const payload = { action, repository: repositoryOf(pull), pull_request: { number: pull.number } };
  tell(world, reviews, isOfThread ? 'pull_request_review_thread' : 'pull_request', payload);
}

function repositoryOf({ owner, repo }: ReviewedPull) {
  return { id: aWorkflowClaims().repository_id, full_name: `${owner}/${repo}` };
}
