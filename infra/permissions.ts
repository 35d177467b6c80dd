import { type FunctionName, type SecretName, TRACKER_PARAMETERS } from '../shared/contract/env.ts';
import type { AttributeGrant, IndexPartitions, ItemAction } from './constructs/state-table.ts';

export type QueueName = 'candidates' | 'lifecycle';

/** What a function may do beside writing its logs and traces. */
export interface Permissions {
  /** Actions on items, by the pattern of their partition key. */
  items: Readonly<Record<string, readonly ItemAction[]>>;
  /** Writes of items by the pattern of their partition key, each limited to attributes. */
  attributes?: Readonly<Record<string, readonly AttributeGrant[]>>;
  /** Partitions of indexes that it may query, by their patterns. */
  indexes?: IndexPartitions;
  /** The queue that starts it. */
  consumes?: QueueName;
  /** Queues that it may send to. */
  sends?: readonly QueueName[];
  /** Queues of which it may ask how many messages and dead letters there are. */
  measures?: readonly QueueName[];
  /** Queues whose dead letters it may look at and send back. */
  replays?: readonly QueueName[];
  secrets?: readonly SecretName[];
  /** Secrets that it may read too where runs get machines on Fly. */
  machineSecrets?: readonly SecretName[];
  /** Whether it may publish to the topic that is told of runs, where there is one. */
  publishes?: true;
}

/** The key attributes of an item. */
const KEY = ['pk', 'sk'] as const;

/** What holds a mapping: its settings are for admins alone to change. */
const SUSPENDS = {
  'MAPPING#*': [{ action: 'UpdateItem', attributes: [...KEY, 'suspended', 'updatedAt', 'version'] }],
} as const;

/** A run that never executed, as a whole item: no key of a session, and no execution. */
const NEVER_EXECUTED = [
  ...(['runId', 'phase', 'tracker', 'ticketId', 'ticketKey', 'ticketTitle', 'ticketUrl'] as const),
  ...(['mappingId', 'bucketId', 'owner', 'repo', 'defaultBranch', 'branch', 'workflowFile'] as const),
  ...(['executor', 'provider', 'attempt', 'retryOf', 'isExplicit', 'status', 'reservedAt'] as const),
  ...(['dispatchesTaken', 'dispatchesAllowed', 'dispatchAskedAt', 'endedAt', 'failure', 'cancelWish'] as const),
  ...(['closedPartition', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'] as const),
];

/** The same, and where the repository is by now. */
const FOLLOWS_REPOSITORIES = {
  'MAPPING#*': [
    {
      action: 'UpdateItem',
      attributes: [
        ...KEY,
        'owner',
        'repo',
        'repositoryId',
        'isSubscription',
        'runner',
        'suspended',
        'updatedAt',
        'version',
      ],
    },
  ],
} as const;

/** Notes when GitHub's webhook last brought something. */
const NOTES_DELIVERY = {
  SETTINGS: [{ action: 'UpdateItem', attributes: [...KEY, 'deliveredAt'] }],
} as const;

/** What functions that ask trackers sign in with. */
const TRACKERS = Object.values(TRACKER_PARAMETERS).flat();

/** What tokens of runs are verified with; dispatch-run alone can sign one. */
const VERIFYING = ['tokenPublicKeys', 'tokenSecret'] as const;

/**
 * The permissions of every function, in one place; the test of the stack shows what becomes of them. The partition
 * keys are those of the chart in `shared/adapters/dynamodb/keys.ts`.
 */
export const PERMISSIONS: Readonly<Record<FunctionName, Permissions>> = {
  'poll-tickets': {
    items: {
      'TICKET#*': ['BatchGetItem', 'PutItem', 'DeleteItem'],
      'DISPATCHED#*': ['GetItem', 'UpdateItem'],
      'SPENT#*': ['GetItem'],
      SETTINGS: ['GetItem', 'PutItem', 'UpdateItem'],
    },
    indexes: { gsi1: ['MAPPINGS', 'BUCKETS', 'TICKETS#*'] },
    sends: ['candidates', 'lifecycle'],
    secrets: TRACKERS,
  },
  'dispatch-run': {
    items: {
      'BUCKET#*': ['GetItem', 'UpdateItem'],
      'DISPATCHED#*': ['GetItem', 'UpdateItem'],
      'RUN#*': ['GetItem', 'PutItem', 'UpdateItem'],
      'MAPPING#*': ['GetItem'],
      'SPENT#*': ['GetItem', 'PutItem', 'UpdateItem'],
      'TICKET#*': ['GetItem', 'PutItem'],
      'PR#*': ['GetItem', 'Query'],
      TIMERS: ['PutItem'],
      'FAILURE#*': ['PutItem'],
    },
    attributes: SUSPENDS,
    indexes: { gsi1: ['MAPPINGS'] },
    consumes: 'candidates',
    sends: ['lifecycle'],
    secrets: [...TRACKERS, 'githubAppId', 'githubPrivateKey', 'tokenPrivateKey'],
    machineSecrets: ['flyToken', 'flyModelCredentials'],
  },
  'advance-run': {
    items: {
      'BUCKET#*': ['GetItem', 'UpdateItem'],
      'DISPATCHED#*': ['GetItem', 'UpdateItem'],
      'RUN#*': ['GetItem', 'UpdateItem'],
      'SPENT#*': ['GetItem', 'UpdateItem'],
      'TICKET#*': ['GetItem', 'PutItem'],
      'PR#*': ['GetItem', 'PutItem', 'Query'],
      'MAPPING#*': ['GetItem'],
      TIMERS: ['PutItem', 'DeleteItem'],
      DELIVERIES: ['GetItem', 'PutItem'],
      // Nobody else writes it.
      'AUDIT#*': ['PutItem'],
      'NOTIFIED#*': ['PutItem'],
      'FAILURE#*': ['PutItem'],
    },
    attributes: { ...FOLLOWS_REPOSITORIES, ...NOTES_DELIVERY },
    indexes: { gsi1: ['MAPPINGS', 'TICKETS#*', 'RUNS#*', 'PRS#open', 'PRS#next'], gsi2: ['TICKET#*', 'PRS-OF#*'] },
    consumes: 'lifecycle',
    sends: ['candidates'],
    secrets: [...TRACKERS, 'githubAppId', 'githubPrivateKey', 'slackWebhookUrl', 'teamsWebhookUrl'],
    machineSecrets: ['flyToken'],
    publishes: true,
  },
  'watch-runs': {
    items: {
      'BUCKET#*': ['UpdateItem'],
      'DISPATCHED#*': ['UpdateItem'],
      'RUN#*': ['GetItem'],
      'TICKET#*': ['GetItem'],
      TIMERS: ['Query', 'DeleteItem'],
      SETTINGS: ['GetItem', 'PutItem'],
    },
    attributes: { 'RUN#*': [{ action: 'PutItem', attributes: [...KEY, ...NEVER_EXECUTED] }] },
    indexes: { gsi1: ['BUCKETS', 'RUNS#open', 'PRS#open', 'PRS#next'] },
    sends: ['lifecycle'],
    measures: ['candidates', 'lifecycle'],
  },
  'equip-runner': {
    items: { 'RUN#*': ['GetItem', 'UpdateItem'], TIMERS: ['PutItem'] },
    secrets: [...VERIFYING, 'githubAppId', 'githubPrivateKey'],
  },
  'runner-callback': {
    items: { 'RUN#*': ['GetItem'] },
    // It hears whoever has a token of a run. What a run executes, where, and for whom, it cannot change.
    attributes: {
      'RUN#*': [
        { action: 'PutItem', attributes: [...KEY, 'hash', 'data', 'receivedAt', 'step', 'expiresAt'] },
        {
          action: 'UpdateItem',
          attributes: [...KEY, 'status', 'heartbeatAt', 'stepIds', 'reportedAt', 'prUrl', 'prHeadSha'],
        },
      ],
    },
    sends: ['lifecycle'],
    secrets: VERIFYING,
  },
  'sync-templates': {
    items: { 'MAPPING#*': ['GetItem'], 'SESSION#*': ['GetItem'] },
    sends: ['lifecycle'],
    secrets: ['githubAppId', 'githubPrivateKey'],
  },
  'comment-trigger': { items: { 'PR#*': ['GetItem'], 'MAPPING#*': ['GetItem'] }, sends: ['lifecycle'] },
  'github-webhook': {
    items: { 'PR#*': ['GetItem'] },
    sends: ['lifecycle'],
    secrets: ['githubWebhookSecret', 'previousGithubWebhookSecret'],
  },
  // It hears whoever reaches the address; of tickets it knows what it is told, and nothing of ours.
  'tracker-webhook': {
    items: {},
    sends: ['lifecycle'],
    secrets: [
      ...(['linearWebhookSecret', 'previousLinearWebhookSecret'] as const),
      ...(['jiraWebhookSecret', 'previousJiraWebhookSecret'] as const),
    ],
  },
  admin: {
    items: {
      'RUN#*': ['GetItem', 'Query'],
      'TICKET#*': ['GetItem', 'BatchGetItem', 'PutItem'],
      'MAPPING#*': ['GetItem', 'PutItem', 'DeleteItem'],
      'BUCKET#*': ['GetItem', 'UpdateItem'],
      'DISPATCHED#*': ['GetItem', 'UpdateItem'],
      TIMERS: ['PutItem'],
      SETTINGS: ['GetItem'],
      'SESSION#*': ['GetItem', 'PutItem', 'DeleteItem'],
      'THROTTLE#*': ['UpdateItem'],
      'AUDIT#*': ['Query'],
      'PR#*': ['GetItem', 'Query'],
      STOP: ['GetItem', 'PutItem', 'DeleteItem'],
      'FAILURE#*': ['GetItem'],
      'SPENT#*': ['GetItem', 'Query'],
    },
    // Of a run it says that it is not wanted; one that it puts anew names a repository, and no session or execution.
    attributes: {
      'RUN#*': [
        { action: 'PutItem', attributes: [...KEY, ...NEVER_EXECUTED] },
        { action: 'UpdateItem', attributes: [...KEY, 'status', 'cancelWish'] },
      ],
      // What was spent it cannot change.
      'SPENT#*': [{ action: 'UpdateItem', attributes: [...KEY, 'raisedToUsd'] }],
    },
    indexes: {
      gsi1: ['MAPPINGS', 'BUCKETS', 'TICKETS#*', 'RUNS#*', 'PRS#*', 'ACCESS#*'],
      gsi2: ['TICKET#*', 'PRS-OF#*', 'TICKETS#unshown'],
    },
    sends: ['candidates', 'lifecycle'],
    replays: ['candidates', 'lifecycle'],
    secrets: ['accessCode', ...TRACKERS],
  },
};
