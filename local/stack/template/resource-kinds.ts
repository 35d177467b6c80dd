import * as z from 'zod';
import { ACCOUNT, localArn, PARTITION } from '../aws/place.ts';
import {
  ApiProperties,
  EventInvokeConfigProperties,
  EventSourceMappingProperties,
  FunctionProperties,
  IntegrationProperties,
  LogGroupProperties,
  PermissionProperties,
  PolicyProperties,
  ProviderProperties,
  QueuePolicyProperties,
  QueueProperties,
  RoleProperties,
  RouteProperties,
  ScheduleProperties,
  StageProperties,
  TableProperties,
} from './resource-schemas.ts';

/** Where the counterparts listen; known before any reference is resolved. */
export interface Addresses {
  /** The one endpoint of all AWS services, without a trailing slash. */
  awsEndpoint: string;
  /** The HTTP API, without a trailing slash. */
  apiUrl: string;
}

/** What a reference to a resource stands for. */
export interface Identity {
  ref: string;
  attributes: Record<string, string>;
}

interface ResourceKind {
  schema: z.ZodType;
  /** The property that names the resource, when the template names it. */
  nameProperty?: string;
  identify(name: string, addresses: Addresses): Identity;
}

const anonymous = (name: string): Identity => ({ ref: name, attributes: {} });

function kind(schema: z.ZodType, identify: ResourceKind['identify'] = anonymous, nameProperty?: string): ResourceKind {
  return nameProperty === undefined ? { schema, identify } : { schema, identify, nameProperty };
}

const table = kind(
  TableProperties,
  (name) => ({ ref: name, attributes: { Arn: localArn('dynamodb', `table/${name}`) } }),
  'TableName',
);

const queue = kind(
  QueueProperties,
  // The URL points at our own endpoint, so that a function needs no setting for a queue to find it.
  (name, { awsEndpoint }) => ({
    ref: `${awsEndpoint}/${ACCOUNT}/${name}`,
    attributes: {
      Arn: localArn('sqs', name),
      QueueName: name,
      QueueUrl: `${awsEndpoint}/${ACCOUNT}/${name}`,
    },
  }),
  'QueueName',
);

/** Every resource type that a template may hold; anything else stops the start. */
export const RESOURCE_KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': kind(QueuePolicyProperties),
  'AWS::Lambda::Function': kind(
    FunctionProperties,
    (name) => ({ ref: name, attributes: { Arn: localArn('lambda', `function:${name}`) } }),
    'FunctionName',
  ),
  'AWS::Lambda::EventSourceMapping': kind(EventSourceMappingProperties),
  'AWS::Lambda::EventInvokeConfig': kind(EventInvokeConfigProperties),
  'AWS::Lambda::Permission': kind(PermissionProperties),
  'AWS::IAM::Role': kind(
    RoleProperties,
    (name) => ({ ref: name, attributes: { Arn: `arn:${PARTITION}:iam::${ACCOUNT}:role/${name}` } }),
    'RoleName',
  ),
  'AWS::IAM::OIDCProvider': kind(
    ProviderProperties,
    (url) => ({ ref: `arn:${PARTITION}:iam::${ACCOUNT}:oidc-provider/${url.replace('https://', '')}`, attributes: {} }),
    'Url',
  ),
  'AWS::IAM::Policy': kind(PolicyProperties),
  'AWS::Bedrock::ApplicationInferenceProfile': kind(z.looseObject({}), (name) => {
    const arn = localArn('bedrock', `application-inference-profile/${name.slice(-12).toLowerCase()}`);
    return { ref: arn, attributes: { InferenceProfileArn: arn } };
  }),
  'AWS::Scheduler::Schedule': kind(ScheduleProperties),
  'AWS::ApiGatewayV2::Api': kind(ApiProperties, (name, { apiUrl }) => {
    const apiId = name.toLowerCase().slice(0, 10);
    return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: apiUrl } };
  }),
  'AWS::ApiGatewayV2::Stage': kind(StageProperties),
  'AWS::ApiGatewayV2::Integration': kind(IntegrationProperties),
  'AWS::ApiGatewayV2::Route': kind(RouteProperties),
  'AWS::Logs::LogGroup': kind(
    LogGroupProperties,
    (name) => ({ ref: name, attributes: { Arn: localArn('logs', `log-group:${name}:*`) } }),
    'LogGroupName',
  ),
  // Alarms watch figures that a laptop does not have; their properties mean nothing here.
  'AWS::CloudWatch::Alarm': kind(z.looseObject({})),
  'AWS::Logs::MetricFilter': kind(z.looseObject({})),
  'AWS::CDK::Metadata': kind(z.looseObject({})),
};
