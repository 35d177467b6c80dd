import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** What a function may do to an item. `Scan` is missing on purpose: no code of ours scans. */
export type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';
/** Writes that can be limited to attributes. */
type AttributeWrite = Extract<ItemAction, 'PutItem' | 'UpdateItem'>;
/** Patterns of partitions, by index. */
export type IndexPartitions = Readonly<Partial<Record<'gsi1' | 'gsi2', readonly string[]>>>;

const string = (name: string) => ({ name, type: AttributeType.STRING });

export interface AttributeGrant {
  action: AttributeWrite;
  /** Top-level attributes, those of the key among them. */
  attributes: readonly string[];
}

type Conditions = Record<string, Record<string, string | readonly string[]>>;

export interface StateTableProps {
  /** Whether it outlives the stack, and is protected against deletion. */
  readonly isKept: boolean;
  /** @default a key of AWS encrypts it */
  readonly dataKey?: IKey | undefined;
}

/** The one table of the system. */
export class StateTable extends Construct {
  readonly tableName: string;
  private readonly table: TableV2;

  constructor(scope: Construct, id: string, { isKept, dataKey }: StateTableProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      globalSecondaryIndexes: [
        { indexName: 'gsi1', partitionKey: string('gsi1pk'), sortKey: string('gsi1sk') },
        { indexName: 'gsi2', partitionKey: string('gsi2pk'), sortKey: string('gsi2sk') },
      ],
      timeToLiveAttribute: 'expiresAt',
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(dataKey && { encryption: TableEncryptionV2.customerManagedKey(dataKey) }),
    });
    this.tableName = this.table.tableName;
  }

  /** Allows actions on the items whose partition key fits one of the patterns, such as `RUN#*`. */
  grantItems(to: ServiceFunction, keys: readonly string[], actions: readonly ItemAction[]): void {
    this.grantWithin(to, actions, leadBy(keys));
  }

  /**
   * Allows a write of the items whose partition key fits the pattern, if it names none but these attributes, be it in the
   * item, in what it updates or in its condition.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  grantAttributes(to: ServiceFunction, key: string, { action, attributes }: AttributeGrant): void {
    this.grantWithin(to, [action], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [key] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
      Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
    });
  }

  private grantWithin(to: ServiceFunction, actions: readonly ItemAction[], conditions: Conditions): void {
    const names = actions.map((action) => `dynamodb:${action}`);
    to.allow(new PolicyStatement({ actions: names, resources: [this.table.tableArn], conditions }));
  }

  /** Allows to query the partitions of indexes that fit one of the patterns, such as `TICKETS#*`. Of an index the leading key is its own. */
  grantIndexQueries(to: ServiceFunction, indexes: IndexPartitions): void {
    for (const [index, partitions = []] of Object.entries(indexes)) {
      const resources = [`${this.table.tableArn}/index/${index}`];
      to.allow(new PolicyStatement({ actions: ['dynamodb:Query'], resources, conditions: leadBy(partitions) }));
    }
  }
}

/**
 * Holds for requests that name keys like these alone. The second condition closes a hole of the first, which holds for requests that name no
 * key at all.
 */
function leadBy(keys: readonly string[]): Conditions {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys }, Null: { 'dynamodb:LeadingKeys': 'false' } };
}
