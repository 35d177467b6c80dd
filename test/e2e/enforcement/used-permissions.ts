import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';
import type { Secrets } from '../../../local/world/home/secrets.ts';
import type { Access } from '../../../simulators/iam/policy.ts';
import { type Permission, permissionsOf, readTemplate, type Template } from './permissions-of.ts';
import { type StrippedWorld, startStrippedWorld, untilQuiet } from './stripped-world.ts';
import { WORK } from './work-of-functions.ts';

/** The story of the system: each step is the work of one function, and others go on from there. */
const STORY: readonly { step: string; work: (world: StrippedWorld) => Promise<unknown> }[] = [
  { step: 'a poll finds marked tickets', work: WORK['poll-tickets'] },
  { step: 'a candidate is admitted and its run dispatched', work: WORK['dispatch-run'] },
  { step: 'a job of a run passes the gate and is given a GitHub token', work: WORK['equip-runner'] },
  { step: 'a runner tells its progress and its result', work: WORK['runner-callback'] },
  { step: 'what happened is settled, shown on the ticket and told', work: WORK['advance-run'] },
  { step: 'GitHub tells of a pull request', work: WORK['github-webhook'] },
  { step: 'a tracker tells of a ticket', work: WORK['tracker-webhook'] },
  { step: 'somebody asks for a follow-up by a comment', work: WORK['comment-trigger'] },
  { step: 'timers come due, and what was left behind is found', work: WORK['watch-runs'] },
  { step: 'templates are brought into a repository', work: WORK['sync-templates'] },
  { step: 'an admin looks after the system', work: WORK.admin },
  { step: 'a later poll asks both trackers', work: ({ laptop }) => laptop.invoke('poll-tickets', {}) },
];

export interface UsedPermission extends Permission {
  /** The first step that used it; undefined: none did. */
  step: string | undefined;
}

/** What the laptop does not serve: functions write their logs in every step. */
const UNSERVED = /^logs:/;
const EVERY_STEP = 'every step';

/** Plays the story on the laptop, whose IAM says which permission each request used. */
export async function usedPermissions(outDir: string, secrets: Secrets): Promise<UsedPermission[]> {
  const template = readTemplate(outDir);
  const used = permissionsOf(template).map((permission): UsedPermission => {
    return { ...permission, step: UNSERVED.test(permission.action) ? EVERY_STEP : undefined };
  });
  const queues = queueNames(template);
  let step = '';
  const onRequest = ({ principal, accesses }: AwsRequest): undefined => {
    const functionName = principal.replace(/^event-source:/, '');
    const own = used.filter((permission) => permission.functionName === functionName);
    for (const access of accesses) for (const each of own) if (isUse(each, access, queues)) each.step ??= step;
  };
  const world = await startStrippedWorld({ outDir, secrets, onRequest });
  try {
    for (const next of STORY) {
      step = next.step;
      await next.work(world);
      await untilQuiet(world);
    }
  } finally {
    await world.stop();
  }
  return used;
}

function isUse({ action, target }: Permission, access: Access, queues: ReadonlyMap<string, string>): boolean {
  if (action !== access.action) return false;
  const { resource, context } = access;
  const name = resource.slice(resource.lastIndexOf(':') + 1);
  if (action.startsWith('sqs:')) return queues.get(target) === name;
  if (action.startsWith('ssm:')) return target === name;
  if (action.startsWith('sns:')) return target === resource;
  const keys = context['dynamodb:LeadingKeys'] ?? [];
  const pattern = new RegExp(`^${target.replaceAll('*', '.*')}$`, 's');
  return keys.length > 0 && keys.every((key) => pattern.test(key));
}

/** What each queue is called, by its logical id without CDK's hash. */
function queueNames({ Resources }: Template): Map<string, string> {
  const queues = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
  return new Map(
    queues.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), String(Properties['QueueName'])]),
  );
}
