import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MappingChange, MappingInput } from '../../shared/contract/mapping-input.ts';
import { MappingRecord, MappingView, SCOPES, SETTINGS } from '../../shared/contract/mapping-record.ts';
import { EXECUTORS } from '../../shared/domain/executors.ts';
import { TRACKERS } from '../../shared/domain/ticket.ts';
import { inputOf, valuesOf } from '../../ui/mapping-values.ts';
import { mappingInputs } from '../builders/mapping-inputs.ts';
import { anAdminWorld } from '../functions/admin/an-admin-world.ts';

const CHOICES = { executors: EXECUTORS, trackers: TRACKERS };
const RUNS = { numRuns: 100 };

function aWorld() {
  const world = anAdminWorld();
  world.executors.splice(0, world.executors.length, ...EXECUTORS);
  return world;
}

const OURS = ['mappingId', 'version', 'createdAt', 'updatedAt', 'paused'];

/** What people set of a mapping. */
function settingsOf(mapping: object) {
  return Object.fromEntries(Object.entries(mapping).filter(([field]) => !OURS.includes(field)));
}

test('every field of a mapping survives being created, shown in the form and saved from it', async () => {
  const seen = new Set<string>();

  await fc.assert(
    fc.asyncProperty(mappingInputs, async (input) => {
      const world = aWorld();
      const created = await world.operations.createMapping({ body: input });
      const { mappings } = await world.operations.listMappings({});
      const [view] = mappings.map((mapping) => MappingView.parse(JSON.parse(JSON.stringify(mapping))));

      const sent = { ...inputOf(valuesOf(view, CHOICES)), version: created.version };
      const saved = await world.operations.updateMapping({
        params: { mappingId: created.mappingId },
        body: MappingChange.parse(sent),
      });

      expect(settingsOf(created)).toMatchObject(input);
      expect(settingsOf(saved)).toEqual(settingsOf(created));
      for (const field of Object.keys(created)) seen.add(field);
    }),
    RUNS,
  );

  const described = [SETTINGS, ...Object.values(SCOPES)].flatMap((fields) => Object.keys(fields));
  expect(described.filter((field) => !seen.has(field))).toEqual([]);
});

test('a form that was filled anew sends what the API takes, on every tracker', () => {
  void fc.assert(
    fc.property(mappingInputs, (input) => {
      const typed = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]));
      const initial = valuesOf(undefined, CHOICES);

      expect(MappingInput.parse(inputOf({ ...initial, ...typed }))).toEqual(input);
    }),
    RUNS,
  );
});

test('what is stored is read whatever the rules for what people type become, and never another type', () => {
  const stored = {
    tracker: 'linear',
    teamKey: 'a team that was renamed by hand',
    name: '',
    ...{ owner: 'acme', repo: 'back end', defaultBranch: 'a..b', maxInProgress: 4000 },
    ...{
      planWorkflowFile: 'same.yml',
      implementWorkflowFile: 'same.yml',
      planningEnabled: true,
      autoApprovePlans: true,
      cancelWhenUnmarked: false,
      completeWhenMerged: false,
      notifiesChats: false,
      guardedPaths: 'refuse',
      minorFindingsCount: false,
      ...{ machineCpus: 3, machineMemoryMb: 1 },
      ...{ budgetUsdPerTicket: 0, budgetUsdPerDay: 1_000_000, budgetStopsSubscription: true },
    },
    ...{ executor: 'local', provider: 'bedrock', budgetUsdPerRun: 0, paused: false, version: 3, mappingId: 'm' },
    ...{ createdAt: '2026-01-05T09:00:00.000Z', updatedAt: '2026-01-05T09:00:00.000Z' },
  };

  expect(MappingRecord.parse(stored)).toEqual(stored);
  expect(MappingRecord.safeParse({ ...stored, maxInProgress: '3' }).success).toBe(false);
  expect(MappingRecord.safeParse({ ...stored, tracker: 'another' }).success).toBe(false);
  expect(MappingView.safeParse({ ...stored, pk: 'MAPPING#m' }).success).toBe(false);
});
