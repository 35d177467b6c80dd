import { afterAll, expect, test, vi } from 'vitest';
import { type SynthesizedStack, synthesizeStage } from './fixtures/synthesized-stack.ts';

// The validators take seconds, and more of them where other tests run beside.
vi.setConfig({ testTimeout: 120_000 });

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';
const TAGS = { team: 'platform', 'cost centre': '42' };

// What the validators say of a stage without anything is said by other tests.
vi.stubEnv('CDK_VALIDATION', 'false');
const dev = synthesizeStage('dev');
vi.unstubAllEnvs();
const prod = synthesizeStage('prod', {
  TAGS,
  PERMISSIONS_BOUNDARY_ARN: BOUNDARY,
  BOOTSTRAP_QUALIFIER: 'acme',
  KMS_KEY_ARN: KEY,
  LOG_RETENTION_DAYS: 365,
  REMOVAL_POLICY: 'destroy',
  XRAY: 'on',
  ALARM_EMAIL: 'ops@acme.example',
  DOMAIN_NAME: 'ai.acme.example',
  CERTIFICATE_ARN: 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  DEFAULT_ENDPOINT: 'off',
});
afterAll(() => {
  dev.remove();
  prod.remove();
});

const NAMES = ['FunctionName', 'QueueName', 'LogGroupName', 'AlarmName', 'TopicName', 'RoleName', 'TableName', 'Name'];

/** Every name that the template gives to a resource, and every parameter that a function is told. */
function namesIn({ resources }: SynthesizedStack): string[] {
  return Object.values(resources).flatMap(({ Properties }) =>
    Object.entries(Properties).flatMap(([property, value]) => {
      if (NAMES.includes(property) && typeof value === 'string') return [value];
      return property === 'Environment' ? parametersIn(value) : [];
    }),
  );
}

function parametersIn(environment: unknown): string[] {
  const { Variables } = environment as { Variables: Record<string, unknown> };
  return Object.entries(Variables).flatMap(([name, value]) => (/_PARAMETER$/.test(name) ? [String(value)] : []));
}

test('two stages of one account and region share no name and no secret', () => {
  const [ofDev, ofProd] = [namesIn(dev), namesIn(prod)];
  expect(new Set(ofDev).size).toBeGreaterThan(40);
  const own = /^(\/aws\/(lambda|vendedlogs)\/)?AiImplement-dev|^\/ai-implement\/dev\//;
  expect(ofDev.filter((name) => !own.test(name))).toEqual([]);
  expect(ofProd.filter((name) => ofDev.includes(name))).toEqual([]);
});

/** Types that CloudFormation lets nobody tag, or that take no tags in a template. */
const UNTAGGED = new Set([
  'AWS::IAM::Policy',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Scheduler::Schedule',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::Logs::MetricFilter',
  'AWS::CDK::Metadata',
]);

test('all that can have tags has those of the landing zone', () => {
  const tagged = Object.entries(prod.resources).filter(([, { Type }]) => !UNTAGGED.has(Type));
  const without = tagged.filter(([, { Properties }]) => {
    const text = JSON.stringify(Properties['Tags'] ?? Properties['Replicas'] ?? '');
    return !Object.entries(TAGS).every(([name, value]) => text.includes(name) && text.includes(value));
  });
  expect(tagged.length).toBeGreaterThan(50);
  expect(without.map(([id]) => id)).toEqual([]);
});

test('every role has the permissions boundary', () => {
  const boundaries = prod.ofType('AWS::IAM::Role').map(({ Properties }) => Properties['PermissionsBoundary']);
  expect(boundaries.length).toBeGreaterThan(10);
  expect(new Set(boundaries)).toEqual(new Set([BOUNDARY]));
});

test('the key encrypts all that is kept', () => {
  for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup', 'AWS::SNS::Topic']) {
    const kept = prod.ofType(type);
    expect(kept.length).toBeGreaterThan(0);
    for (const { Properties } of kept) expect(JSON.stringify(Properties)).toContain(KEY);
  }
  expect(dev.text).not.toContain('kms');
});

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { StringEquals?: Record<string, unknown> };
}

function statementsIn(stack: SynthesizedStack): [role: string, statement: Statement][] {
  return stack.ofType('AWS::IAM::Policy').flatMap(({ Properties }) => {
    const { Statement } = Properties['PolicyDocument'] as { Statement: Statement[] };
    return Statement.map((statement) => [String(Properties['PolicyName']), statement] as [string, Statement]);
  });
}

test('functions use the key through services that they may call, and no other way', () => {
  const uses = statementsIn(prod).filter(([, { Action }]) => String(Action).startsWith('kms:'));
  for (const [, { Resource, Condition }] of uses) {
    expect(Resource).toBe(KEY);
    expect(JSON.stringify(Condition?.StringEquals?.['kms:ViaService'])).toContain('.eu-central-1.');
  }
  const servicesOf = (role: string) =>
    uses.flatMap(([name, { Action, Condition }]) =>
      name.startsWith(`${role}Role`)
        ? `${Action} via ${[...JSON.stringify(Condition).matchAll(/(\w+)\.eu-central-1/g)].map(([, service]) => service)}`
        : [],
    );
  expect(servicesOf('TrackerWebhook')).toEqual(['kms:Decrypt via sqs,ssm', 'kms:GenerateDataKey via sqs']);
  expect(servicesOf('SyncTemplates')).toEqual(['kms:Decrypt via dynamodb,sqs,ssm', 'kms:GenerateDataKey via sqs']);
  expect(servicesOf('EquipRunner')).toEqual(['kms:Decrypt via dynamodb,ssm']);
  expect(servicesOf('WatchRuns')).toEqual(['kms:Decrypt via dynamodb,sqs', 'kms:GenerateDataKey via sqs']);
});

test('logs are kept for as long as was said', () => {
  const days = (stack: SynthesizedStack) =>
    new Set(stack.ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties['RetentionInDays']));
  expect([days(dev), days(prod)]).toEqual([new Set([30]), new Set([365])]);
});

test('functions are traced where that was said, and may write traces only there', () => {
  const isTraced = (stack: SynthesizedStack) =>
    stack.ofType('AWS::Lambda::Function').map(({ Properties }) => 'TracingConfig' in Properties);
  expect([new Set(isTraced(dev)), new Set(isTraced(prod))]).toEqual([new Set([false]), new Set([true])]);
  expect(statementsIn(dev).filter(([, { Resource }]) => Resource === '*')).toEqual([]);
  expect(prod.text).toContain('xray:PutTraceSegments');
});

test('the table goes with a stage to try things out, and stays with any other', () => {
  const removal = ({ ofType }: SynthesizedStack) => ofType('AWS::DynamoDB::GlobalTable')[0];
  expect(removal(dev)).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
  });
  expect(removal(prod)).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
  });
});

test('code comes by the bootstrap that was named', () => {
  expect(prod.text).toContain('cdk-acme-assets-123456789012-eu-central-1');
  expect(dev.text).toContain('cdk-hnb659fds-assets-123456789012-eu-central-1');
});

test('a host name of its own leads to the API, and the default address may be closed', () => {
  expect(prod.ofType('AWS::ApiGatewayV2::Api')[0]?.Properties).toMatchObject({ DisableExecuteApiEndpoint: true });
  expect(dev.ofType('AWS::ApiGatewayV2::Api')[0]?.Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
  expect(prod.ofType('AWS::ApiGatewayV2::DomainName')[0]?.Properties).toMatchObject({ DomainName: 'ai.acme.example' });
  const [mapping] = prod.ofType('AWS::ApiGatewayV2::ApiMapping');
  expect(mapping?.DependsOn).toContain(Object.keys(prod.resources).find((id) => id.startsWith('ApiStage')));
  expect(prod.output('AdminUrl')).toBe('https://ai.acme.example/admin');
  expect(prod.output('ApiDomainTarget')).toEqual({ 'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'] });
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMITS = { bytes: 1_000_000, resources: 500, outputs: 200, descriptionBytes: 1024 };

test('with all that a stage may have the template is below half of what CloudFormation takes', () => {
  const { Resources, Outputs, Description } = JSON.parse(prod.text);
  expect(prod.text.length).toBeLessThan(LIMITS.bytes / 2);
  expect(Object.keys(Resources).length).toBeLessThan(LIMITS.resources / 2);
  expect(Object.keys(Outputs).length).toBeLessThan(LIMITS.outputs / 2);
  expect(Description.length).toBeLessThan(LIMITS.descriptionBytes / 2);
});
