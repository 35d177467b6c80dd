import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PARAMETERS } from '../../shared/contract/env.ts';
import type { ServiceFunction } from './service-function.ts';

export type SecretName = keyof typeof PARAMETERS;

/** The SSM SecureStrings that hold the secrets. They are made outside of the stack, which knows their names only. */
export class Secrets extends Construct {
  /** Allows to read the values of these secrets. */
  grantRead(to: ServiceFunction, names: readonly SecretName[]): void {
    const resources = names.map((name) =>
      Stack.of(this).formatArn({
        service: 'ssm',
        resource: 'parameter',
        // An ARN has one slash before a name that begins with one itself.
        resourceName: PARAMETERS[name].replace(/^\//, ''),
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    );
    to.allow(new PolicyStatement({ actions: ['ssm:GetParameters'], resources }));
  }
}
