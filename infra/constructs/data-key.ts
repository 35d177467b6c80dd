import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Permissions } from '../permissions.ts';
import type { ServiceFunction } from './service-function.ts';

/** Where a function meets data that is encrypted: services that it calls, which call KMS in its name. */
const SERVICES = ['dynamodb', 'sqs', 'ssm'] as const;
type Service = (typeof SERVICES)[number];

/** A key that stands already; its own policy must let CloudWatch Logs, CloudWatch and these services use it. */
export class DataKey extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, arn: string) {
    super(scope, id);
    this.key = Key.fromKeyArn(this, 'Key', arn);
  }

  /** Allows to use the key through the services that the function may call, and no other way. */
  grantUse(to: ServiceFunction, permissions: Permissions): void {
    const readers = SERVICES.filter((service) => CALLS[service](permissions));
    if (readers.length > 0) this.allow(to, 'kms:Decrypt', readers);
    if (permissions.sends || permissions.replays) this.allow(to, 'kms:GenerateDataKey', ['sqs']);
  }

  private allow(to: ServiceFunction, action: string, services: readonly Service[]): void {
    const { region, urlSuffix } = Stack.of(this);
    to.allow(
      new PolicyStatement({
        actions: [action],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': services.map((name) => `${name}.${region}.${urlSuffix}`) } },
      }),
    );
  }
}

/** Whether a function reads or writes through a service. */
const CALLS: Readonly<Record<Service, (permissions: Permissions) => boolean>> = {
  dynamodb: ({ items, attributes, indexes }) =>
    Object.keys(items).length > 0 || attributes !== undefined || indexes !== undefined,
  sqs: ({ consumes, sends, replays }) => consumes !== undefined || sends !== undefined || replays !== undefined,
  ssm: ({ secrets }) => secrets !== undefined,
};
