import { decide, mayAssume } from '../../../simulators/iam/policy.ts';
import { ACCOUNT, localArn } from '../aws/place.ts';
import type { Role } from '../iam/roles.ts';
import { periodOf } from '../schedules.ts';
import type { ResolvedStack } from '../template/resolved-stack.ts';
import { ScheduleProperties } from '../template/resource-schemas.ts';

/** A schedule of the stack. */
export interface StackSchedule {
  functionArn: string;
  periodMs: number;
  /** What the function is given. */
  event: unknown;
  /** Whether the schedule's role lets the scheduler invoke the function. */
  isPermitted: boolean;
  roleName: string;
}

/** What the scheduler says of itself when it assumes a role, in the group that schedules are in by default. */
const SCHEDULER_CONTEXT = {
  'aws:SourceAccount': [ACCOUNT],
  'aws:SourceArn': [localArn('scheduler', 'schedule-group/default')],
};

export function readSchedules(stack: ResolvedStack, roles: ReadonlyMap<string, Role>): StackSchedule[] {
  return stack.all('AWS::Scheduler::Schedule', ScheduleProperties).map(({ logicalId, properties }) => {
    const { Arn, RoleArn, Input } = properties.Target;
    const role = roles.get(RoleArn);
    if (!role || !mayAssume(role.trust, 'scheduler.amazonaws.com', SCHEDULER_CONTEXT)) {
      throw new Error(`the schedule ${logicalId} has no role that the scheduler may assume`);
    }
    const access = { action: 'lambda:InvokeFunction', resource: Arn, context: {} };
    return {
      functionArn: Arn,
      periodMs: periodOf(properties.ScheduleExpression),
      event: Input === undefined ? {} : JSON.parse(Input),
      isPermitted: decide(role.statements, access) === 'allowed',
      roleName: role.name,
    };
  });
}
