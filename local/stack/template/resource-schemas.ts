import * as z from 'zod';

/**
 * What the laptop understands of each resource type, after references are resolved. The schemas are strict: a
 * property that is not listed stops the start, so that nothing of a template is dropped in silence. `ignored` marks
 * properties that change nothing on one machine (encryption at rest, backups, tags, metrics).
 */
const ignored = z.unknown().optional();
const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

export const TableProperties = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
        ContributorInsightsSpecification: ignored,
      }),
    )
    .optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
  Replicas: ignored,
  SSESpecification: ignored,
  PointInTimeRecoverySpecification: ignored,
  DeletionProtectionEnabled: ignored,
  Tags: ignored,
});
export type TableProperties = z.infer<typeof TableProperties>;

export const QueueProperties = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: z.boolean().optional(),
  ContentBasedDeduplication: z.boolean().optional(),
  // fauxqs stores a scope of messageGroup and goes on to deduplicate per queue.
  DeduplicationScope: z.literal('queue').optional(),
  FifoThroughputLimit: z.literal('perQueue').optional(),
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  DelaySeconds: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  SqsManagedSseEnabled: ignored,
  Tags: ignored,
});
export type QueueProperties = z.infer<typeof QueueProperties>;

export const FunctionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.literal('nodejs24.x'),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Architectures: ignored,
  Description: ignored,
  LoggingConfig: ignored,
  TracingConfig: ignored,
  Tags: ignored,
});
export type FunctionProperties = z.infer<typeof FunctionProperties>;

export const EventSourceMappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z.number().int().min(1).max(10).default(10),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2) }).optional(),
  Tags: ignored,
});
export type EventSourceMappingProperties = z.infer<typeof EventSourceMappingProperties>;

/** Asynchronous retries are refused, since the laptop does not make them. */
export const EventInvokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.literal(0),
  MaximumEventAgeInSeconds: ignored,
});

export const PermissionProperties = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string(),
});
export type PermissionProperties = z.infer<typeof PermissionProperties>;

export const RoleProperties = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  /** In seconds. */
  MaxSessionDuration: z.number().default(3600),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).optional(),
  Description: ignored,
  Tags: ignored,
});

export const ProviderProperties = z.strictObject({ Url: z.string(), ClientIdList: z.array(z.string()), Tags: ignored });

export const PolicyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()),
});

export const QueuePolicyProperties = z.strictObject({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) });

export const ScheduleProperties = z.strictObject({
  ScheduleExpression: z.string(),
  State: z.literal('ENABLED').optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    // The laptop's timers do not retry, so a template that asks for retries would behave otherwise than deployed.
    RetryPolicy: z.strictObject({ MaximumRetryAttempts: z.literal(0), MaximumEventAgeInSeconds: ignored }),
  }),
  Name: ignored,
  Description: ignored,
  ScheduleExpressionTimezone: ignored,
});
export type ScheduleProperties = z.infer<typeof ScheduleProperties>;

export const ApiProperties = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  Description: ignored,
  Tags: ignored,
});

export const StageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  AccessLogSettings: ignored,
  DefaultRouteSettings: ignored,
  RouteSettings: ignored,
  Description: ignored,
  Tags: ignored,
});

export const IntegrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

export const RouteProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').optional(),
});
export type RouteProperties = z.infer<typeof RouteProperties>;

export const LogGroupProperties = z.strictObject({ LogGroupName: z.string().optional(), RetentionInDays: ignored });
