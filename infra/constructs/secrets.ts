import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ParameterNames, SecretName } from '../../shared/contract/env.ts';
import type { ServiceFunction } from './service-function.ts';

/** The SSM SecureStrings that hold the secrets. They are made outside of the stack, which knows their names only. */
export class Secrets extends Construct {
  private readonly parameters: ParameterNames;

  constructor(scope: Construct, id: string, parameters: ParameterNames) {
    super(scope, id);
    this.parameters = parameters;
  }

  /** Allows to read the values of these secrets. */
  grantRead(to: ServiceFunction, names: readonly SecretName[]): void {
    if (names.length === 0) return;
    const resources = names.map((name) =>
      Stack.of(this).formatArn({
        service: 'ssm',
        resource: 'parameter',
        // An ARN has one slash before a name that begins with one itself.
        resourceName: this.parameters[name].replace(/^\//, ''),
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    );
    to.allow(new PolicyStatement({ actions: ['ssm:GetParameters'], resources }));
  }
}
