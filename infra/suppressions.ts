import { type Stack, Validations } from 'aws-cdk-lib';
import type { LandingZone } from './settings.ts';

/** The findings of the validators that we live with, and why. */
export const SUPPRESSIONS = [
  {
    within: 'Api',
    isOfTracing: false,
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason:
      'Each function authenticates its callers itself: run tokens and session keys of runners, admin sessions by access ' +
      'code. A Lambda authorizer could not see the bodies, and GET /health is public on purpose.',
  },
  {
    within: '.',
    isOfTracing: true,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources. The snapshot of all permissions in ' +
      'test/infra holds that nothing else is allowed on *.',
  },
] as const;

/** Tells the validators which findings were looked at; without tracing there is less to live with. */
export function acknowledgeSuppressions(stack: Stack, { isTraced }: Pick<LandingZone, 'isTraced'>): void {
  for (const { within, id, reason, isOfTracing } of SUPPRESSIONS) {
    if (isOfTracing && !isTraced) continue;
    const scope = within === '.' ? stack : stack.node.findChild(within);
    Validations.of(scope).acknowledge({ id, reason });
  }
}
