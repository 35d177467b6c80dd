import * as z from 'zod';
import { EXECUTOR_RULES } from '../domain/executors.ts';
import { machineKindOf } from '../domain/machine.ts';
import { DEFAULT_TRACKER, type MappingSettings } from '../domain/mapping.ts';
import { TRACKERS, type TrackerName } from '../domain/ticket.ts';
import { rulesOf, type ScopeOf, type TrackerScope } from '../domain/trackers/trackers.ts';
import { anyOf, SCOPES, SETTINGS } from './mapping-record.ts';

/** What the admin API takes for a project mapping. Every message is a sentence that the form shows under its field. */

const INPUT = {
  ...SETTINGS,
  /** Left out: as the mappings that share the bucket have it, else 3. */
  maxInProgress: SETTINGS.maxInProgress.optional(),
};

type Together = Partial<MappingSettings>;

interface Rule {
  path: [keyof typeof INPUT];
  message: string;
  holds(value: Together): boolean;
}

/** What must hold of fields together. */
const RULES: readonly Rule[] = [
  {
    path: ['awsRegion'],
    message: 'Bedrock needs a region of AWS.',
    holds: ({ provider, awsRegion }) => provider !== 'bedrock' || awsRegion !== undefined,
  },
  {
    path: ['bedrockModelId'],
    message: 'Only a mapping with the provider bedrock has a model of Bedrock.',
    holds: ({ provider, bedrockModelId }) => provider === 'bedrock' || bedrockModelId === undefined,
  },
  {
    path: ['provider'],
    message: 'Not yet with Fly Machines.',
    holds: ({ provider, executor }) =>
      provider !== 'bedrock' || executor === undefined || EXECUTOR_RULES[executor]?.lacksBedrock !== true,
  },
  {
    path: ['machineMemoryMb'],
    message: 'Fly has no machine of this size.',
    holds: ({ machineCpus: cpus, machineMemoryMb: memoryMb }) =>
      cpus === undefined || memoryMb === undefined || machineKindOf({ cpus, memoryMb }) !== undefined,
  },
  {
    path: ['implementWorkflowFile'],
    message: 'The two workflow files must differ.',
    holds: ({ planWorkflowFile, implementWorkflowFile }) =>
      planWorkflowFile === undefined || planWorkflowFile !== implementWorkflowFile,
  },
];

/** Looked at even when other fields are wrong, so that a form shows everything at once. */
const when = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null;

function ofEachTracker<Fields extends z.ZodRawShape>(fields: Fields) {
  const options = TRACKERS.map((name) => {
    const tracker = name === DEFAULT_TRACKER ? z.literal(name).optional().default(name) : z.literal(name);
    return withRules(z.strictObject({ tracker, ...fieldsOfOthers(name), ...SCOPES[name], ...fields }));
  });
  type Typed = z.ZodType<TrackerScope & Output<Fields>, TypedScope & z.input<z.ZodObject<Fields>>>;
  return anyOf(options) as unknown as Typed;
}

type Output<Fields extends z.ZodRawShape> = z.output<z.ZodObject<Fields>>;
/** A scope as it is sent: one tracker may go without saying. */
type TypedScope = Exclude<TrackerScope, DefaultScope> | (Omit<DefaultScope, 'tracker'> & Partial<DefaultScope>);
type DefaultScope = ScopeOf<typeof DEFAULT_TRACKER>;

/** The fields of other trackers' scopes, which say why they are not taken. */
function fieldsOfOthers(name: TrackerName): z.ZodRawShape {
  const others = TRACKERS.filter((other) => other !== name).flatMap((other) =>
    Object.keys(SCOPES[other]).map((field) => {
      const message = `Only a mapping on ${rulesOf({ tracker: other }).label} has this.`;
      return [field, z.undefined(message).optional()] as const;
    }),
  );
  return Object.fromEntries(others);
}

function withRules<Schema extends z.ZodType>(schema: Schema): Schema {
  return RULES.reduce(
    (ruled, { path, message, holds }) => ruled.refine(holds as () => boolean, { path, message, when }),
    schema,
  );
}

/** A new mapping: what is left out gets its default. */
export const MappingInput = ofEachTracker(INPUT);
export type MappingInput = z.infer<typeof MappingInput>;

/** A changed mapping, whole; `version` is the one that was read, so that two people cannot overwrite each other. */
export const MappingChange = ofEachTracker({ ...INPUT, version: z.int().min(1) });
export type MappingChange = z.infer<typeof MappingChange>;
