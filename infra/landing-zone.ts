import { type Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { LandingZone } from './settings.ts';

/** Gives all that is in the stack what the account's landing zone asks of it. */
export function suit(
  stack: Stack,
  { tags, permissionsBoundaryArn }: Pick<LandingZone, 'tags' | 'permissionsBoundaryArn'>,
): void {
  for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value);
  if (permissionsBoundaryArn === undefined) return;
  const boundary = ManagedPolicy.fromManagedPolicyArn(stack, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(stack).apply(boundary);
}
