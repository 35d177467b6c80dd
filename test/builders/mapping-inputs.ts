import * as fc from 'fast-check';
import * as z from 'zod';
import { MappingInput } from '../../shared/contract/mapping-input.ts';
import { SCOPES, SETTINGS } from '../../shared/contract/mapping-record.ts';
import { TRACKERS, type TrackerName } from '../../shared/domain/ticket.ts';

type Field = z.ZodType;

/** Mappings as a form may send them: every field of the record is drawn from its own schema, so that none can be forgotten here. */
export const mappingInputs: fc.Arbitrary<MappingInput> = fc
  .oneof(...TRACKERS.map(inputsOn))
  .map((input) => MappingInput.safeParse(input))
  .filter((parsed) => parsed.success)
  .map((parsed) => parsed.data);

function inputsOn(tracker: TrackerName): fc.Arbitrary<object> {
  const fields: Record<string, Field> = { ...SCOPES[tracker], ...SETTINGS };
  const drawn = Object.entries(fields).map(([name, schema]) => [name, valuesOf(schema)] as const);
  return fc.record(Object.fromEntries(drawn)).map((values) => {
    const given = Object.entries({ tracker, ...values, ...bedrockOf(values), ...sizeOf(values) }).filter(
      ([, value]) => value !== undefined,
    );
    return Object.fromEntries(given);
  });
}

/** What depends on the provider; without it hardly any draw would be a mapping. */
function bedrockOf({ provider, awsRegion, executor }: Record<string, unknown>): object {
  if (executor === 'fly-machines') return { provider: 'anthropic', bedrockModelId: undefined };
  return provider === 'bedrock' ? { awsRegion: awsRegion ?? 'us-east-1' } : { bedrockModelId: undefined };
}

/** Memory goes with processors; a value alone would hardly ever fit the other. */
function sizeOf({ machineCpus = 2, machineMemoryMb }: Record<string, unknown>): object {
  return machineMemoryMb === undefined ? { machineCpus: undefined } : { machineMemoryMb: Number(machineCpus) * 2048 };
}

/** Values that the schema takes; `undefined` stands for a field that is left out. */
function valuesOf(schema: Field): fc.Arbitrary<unknown> {
  const { innerType } = schema.def as { innerType?: Field };
  if (innerType !== undefined) return fc.oneof({ weight: 3, arbitrary: valuesOf(innerType) }, fc.constant(undefined));
  return candidatesFor(z.toJSONSchema(schema, { io: 'input' })).filter((value) => schema.safeParse(value).success);
}

function candidatesFor({ type, enum: choices, ...rest }: z.core.JSONSchema.BaseSchema): fc.Arbitrary<unknown> {
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (type === 'boolean') return fc.boolean();
  const { minimum: min = 0, maximum: max = 1000 } = rest;
  const { multipleOf: step = 1 } = rest;
  if (type === 'integer') return fc.integer({ min: min / step, max: max / step }).map((steps) => steps * step);
  if (type === 'number') return fc.integer({ min: min * 100, max: max * 100 }).map((cents) => cents / 100);
  if (type !== 'string') throw new Error(`there is no arbitrary for a field of type ${type}`);
  const patterns = [rest.pattern, ...(rest.allOf ?? []).map(({ pattern }) => pattern)].filter(
    (one) => one !== undefined,
  );
  const [pattern] = patterns;
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
  return pattern === undefined ? word : fc.oneof(word, fc.stringMatching(new RegExp(withoutLookAhead(pattern))));
}

/** What is looked ahead to is filtered by the schema itself. */
function withoutLookAhead(pattern: string): string {
  return pattern.replace(/\(\?![^()]*(?:\([^()]*\)[^()]*)*\)/g, '');
}
