import type { Statement } from '../../../simulators/iam/policy.ts';
import { readQueueDenials, readRoles } from '../iam/roles.ts';
import { resolveStack } from '../template/resolved-stack.ts';
import type { Addresses } from '../template/resource-kinds.ts';
import type { StackTemplate } from '../template/stack-template.ts';
import { type EnvironmentOverrides, readFunctions, type StackFunction } from './stack-functions.ts';
import { readQueues, type StackQueue } from './stack-queues.ts';
import { readRoutes, type StackRoute } from './stack-routes.ts';
import { readSchedules, type StackSchedule } from './stack-schedules.ts';
import { readTables, type StackTable } from './stack-tables.ts';

/** Everything a stack asks for, read and checked, before anything of it is started. */
export interface StackPlan {
  tables: readonly StackTable[];
  queues: readonly StackQueue[];
  functions: readonly StackFunction[];
  /** Deny statements of queue policies. */
  denials: readonly Statement[];
  api: { apiId: string; routes: readonly StackRoute[] } | undefined;
  schedules: readonly StackSchedule[];
}

export function readPlan(
  template: StackTemplate,
  addresses: Addresses,
  environmentOverrides: EnvironmentOverrides = () => ({}),
): StackPlan {
  const stack = resolveStack(template, addresses);
  const roles = readRoles(stack);
  const plan = {
    tables: readTables(stack),
    queues: readQueues(stack),
    functions: readFunctions(stack, roles, environmentOverrides),
    denials: readQueueDenials(stack),
    api: readRoutes(stack),
    schedules: readSchedules(stack, roles),
  };
  checkTargets(plan);
  return plan;
}

/** Every ARN that one resource names must be another resource of the template. */
function checkTargets({ functions, queues, api, schedules }: StackPlan): void {
  const functionArns = new Set(functions.map(({ settings }) => settings.arn));
  const queueArns = new Set(queues.map(({ arn }) => arn));
  const wanted = [
    ...(api?.routes ?? []).map(({ functionArn }) => functionArn),
    ...schedules.map(({ functionArn }) => functionArn),
  ];
  const missing = [
    ...wanted.filter((arn) => !functionArns.has(arn)),
    ...functions
      .flatMap(({ mappings }) => mappings.map(({ EventSourceArn }) => EventSourceArn))
      .filter((arn) => !queueArns.has(arn)),
  ];
  if (missing.length > 0) throw new Error(`the template names resources that it does not hold: ${missing.join(', ')}`);
}
