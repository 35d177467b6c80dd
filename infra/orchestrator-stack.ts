import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type EnvironmentOf, type FunctionName, PARAMETERS, parametersUnder } from '../shared/contract/env.ts';
import { ROUTES } from '../shared/contract/routes.ts';
import { Alarms } from './constructs/alarms.ts';
import { DataKey } from './constructs/data-key.ts';
import { DeployedSettings } from './constructs/deployed-settings.ts';
import { FunctionSchedule } from './constructs/function-schedule.ts';
import { LogMetrics } from './constructs/log-metrics.ts';
import { RunDashboard } from './constructs/run-dashboard.ts';
import { RunMetrics } from './constructs/run-metrics.ts';
import { Secrets } from './constructs/secrets.ts';
import { ServiceApi } from './constructs/service-api.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { StateTable } from './constructs/state-table.ts';
import { WorkQueue } from './constructs/work-queue.ts';
import { environments, type Surroundings } from './environments.ts';
import { suit } from './landing-zone.ts';
import { PERMISSIONS, type QueueName } from './permissions.ts';
import type { DeploymentSettings, LandingZone } from './settings.ts';
import type { Stage } from './stage.ts';

export interface OrchestratorStackProps {
  readonly settings: DeploymentSettings;
  /** Where it is deployed and how it is called. @default of no stage: names begin with the stack's id */
  readonly stage?: Stage | undefined;
  /** The bundles of all functions, as `bundle-functions.ts` writes them. */
  readonly codeFolder: string;
  /** Of the runner that repositories are given. */
  readonly runnerSha256: string;
}

interface FunctionsProps {
  codeFolder: string;
  variables: { [Name in FunctionName]: EnvironmentOf<Name> };
  landingZone: LandingZone;
  dataKey: IKey | undefined;
}

type Functions = { [Name in FunctionName]: ServiceFunction<Name> };

/** A message has 40 s of its own. Candidates are all worked on side by side; shorter than the lease of a dispatch. */
const CANDIDATES_TIMEOUT = Duration.seconds(60);
/** Events of one ticket are worked on one after the other. */
const LIFECYCLE_TIMEOUT = Duration.seconds(120);
const WATCH_TIMEOUT = Duration.seconds(60);
/** As long as a poll's lease: one that is cut off does not keep the next from its work. */
const POLL_TIMEOUT = Duration.seconds(50);
const WATCH_EVERY = Duration.minutes(1);
/** At most so many batches of a queue at once. A fresh AWS account runs ten functions at once in all. */
const MAX_CONCURRENCY = { candidates: 2, lifecycle: 2 } as const;

/** The whole system: marked tickets go in through the poll, pull requests come back through the runner's routes. */
export class OrchestratorStack extends Stack {
  constructor(scope: Construct, id: string, props: OrchestratorStackProps) {
    const { settings, stage, codeFolder, runnerSha256 } = props;
    super(scope, id, {
      description: 'Turns marked tickets into reviewed pull requests.',
      ...(stage && { stackName: stage.stackName, env: { account: stage.account, region: stage.region } }),
    });
    const { stackName } = this;
    const { landingZone } = settings;
    const ownKey = keyOf(this, landingZone);
    const dataKey = ownKey?.key;
    const table = new StateTable(this, 'State', { isKept: landingZone.isTableKept, dataKey });
    const queues: Record<QueueName, WorkQueue> = {
      candidates: new WorkQueue(this, 'Candidates', { name: `${stackName}-candidates`, dataKey }),
      lifecycle: new WorkQueue(this, 'Lifecycle', { name: `${stackName}-lifecycle`, isFifo: true, dataKey }),
    };
    const api = new ServiceApi(this, 'Api', { name: stackName, ...settings.edge, landingZone, dataKey });
    const publicUrl = settings.publicUrl ?? api.url;
    const parameters = stage ? parametersUnder(stage.parameterPath) : PARAMETERS;
    const variables = environments({ table, queues, publicUrl, parameters, settings, runnerSha256 });
    const functions = this.functions({ codeFolder, variables, landingZone, dataKey });
    this.schedule(functions, settings);
    api.serve(ROUTES, functions);
    const secrets = new Secrets(this, 'Secrets', parameters);
    for (const each of Object.values(functions)) {
      grant(each, { table, queues, secrets, ownKey });
      if (settings.fly) secrets.grantRead(each, PERMISSIONS[each.name].machineSecrets ?? []);
      if (PERMISSIONS[each.name].publishes) grantPublish(each, settings);
    }
    if (stage) new DeployedSettings(this, 'DeployedSettings', stage);
    this.watch(functions, { queues, settings, dataKey });
    new CfnOutput(this, 'AdminUrl', { value: `${publicUrl}/admin`, description: 'The admin UI.' });
    new CfnOutput(this, 'TableName', { value: table.tableName, description: 'The one table.' });
    suit(this, landingZone);
  }

  private schedule(functions: Functions, { pollIntervalMinutes }: DeploymentSettings): void {
    const every = Duration.minutes(pollIntervalMinutes);
    new FunctionSchedule(this, 'Poll', { target: functions['poll-tickets'], every });
    new FunctionSchedule(this, 'Watch', { target: functions['watch-runs'], every: WATCH_EVERY });
  }

  private watch(
    functions: Functions,
    { queues, settings, dataKey }: Pick<Surroundings, 'queues' | 'settings'> & { dataKey: IKey | undefined },
  ): void {
    const { 'watch-runs': watch, 'dispatch-run': dispatch, 'advance-run': advance } = functions;
    new Alarms(this, 'Alarms', {
      watch,
      consumers: [dispatch, advance],
      counted: new LogMetrics(this, 'LogMetrics', { watch, dispatch, advance }),
      email: settings.alarmEmail,
      topicArn: settings.alarmTopicArn,
      dataKey,
    });
    const { hasRunMetrics, hasDashboard } = settings.watching;
    const runs = hasRunMetrics ? new RunMetrics(this, 'RunMetrics', { dispatch, advance }) : undefined;
    if (hasDashboard) new RunDashboard(this, 'RunDashboard', { queues, functions: Object.values(functions), runs });
  }

  private functions({ codeFolder, variables, landingZone, dataKey }: FunctionsProps): Functions {
    const code = Code.fromAsset(codeFolder, { exclude: ['**/*.map'] });
    const create = <Name extends FunctionName>(name: Name, timeout?: Duration) =>
      new ServiceFunction(this, pascalCase(name), {
        name,
        namePrefix: this.stackName,
        code,
        environment: variables[name],
        landingZone,
        dataKey,
        ...(timeout ? { timeout } : {}),
      });
    return {
      'poll-tickets': create('poll-tickets', POLL_TIMEOUT),
      'watch-runs': create('watch-runs', WATCH_TIMEOUT),
      'dispatch-run': create('dispatch-run', CANDIDATES_TIMEOUT),
      'advance-run': create('advance-run', LIFECYCLE_TIMEOUT),
      'equip-runner': create('equip-runner'),
      'runner-callback': create('runner-callback'),
      'sync-templates': create('sync-templates'),
      'github-webhook': create('github-webhook'),
      'tracker-webhook': create('tracker-webhook'),
      'comment-trigger': create('comment-trigger'),
      admin: create('admin'),
    };
  }
}

interface Resources {
  table: StateTable;
  queues: Record<QueueName, WorkQueue>;
  secrets: Secrets;
  /** Of the landing zone. */
  ownKey: DataKey | undefined;
}

/** Gives a function what `permissions.ts` lists for it, and nothing else. */
function grant(to: ServiceFunction, { table, queues, secrets, ownKey }: Resources): void {
  const permissions = PERMISSIONS[to.name];
  for (const [key, actions] of Object.entries(permissions.items)) table.grantItems(to, [key], actions);
  for (const [key, grants] of Object.entries(permissions.attributes ?? {})) {
    for (const each of grants) table.grantAttributes(to, key, each);
  }
  if (permissions.indexes) table.grantIndexQueries(to, permissions.indexes);
  grantQueues(to, queues);
  if (permissions.secrets) secrets.grantRead(to, permissions.secrets);
  ownKey?.grantUse(to, permissions);
}

function grantQueues(to: ServiceFunction, queues: Resources['queues']): void {
  const { consumes, sends = [], measures = [], replays = [] } = PERMISSIONS[to.name];
  if (consumes) queues[consumes].feed(to, MAX_CONCURRENCY[consumes]);
  for (const name of sends) queues[name].grantSend(to);
  for (const name of measures) queues[name].grantMeasure(to);
  for (const name of replays) queues[name].grantReplay(to);
}

/** Lets it tell the topic of runs, where there is one. */
function grantPublish(to: ServiceFunction, { notifyTopicArn }: DeploymentSettings): void {
  if (notifyTopicArn === undefined) return;
  to.allow(new PolicyStatement({ actions: ['sns:Publish'], resources: [notifyTopicArn] }));
}

function keyOf(stack: Stack, { kmsKeyArn }: LandingZone): DataKey | undefined {
  return kmsKeyArn === undefined ? undefined : new DataKey(stack, 'DataKey', kmsKeyArn);
}

/** `poll-tickets` becomes `PollTickets`. */
function pascalCase(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
