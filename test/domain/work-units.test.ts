import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  arrangeWorkUnits,
  parseWorkUnits,
  renderWorkUnits,
  type WorkUnit,
  type WorkUnits,
} from '../../shared/domain/work-units.ts';

const aUnit = (overrides: Partial<WorkUnit> = {}): WorkUnit => ({
  id: 'WU-1',
  name: 'Export',
  description: 'Writes the CSV',
  files: ['src/export/**'],
  dependsOn: [],
  ...overrides,
});

const id = fc.integer({ min: 1, max: 99 }).map((number) => `WU-${number}`);
const unit = fc.record({
  id,
  name: fc.string({ unit: 'binary' }),
  description: fc.string({ unit: 'binary' }),
  files: fc.array(fc.constantFrom('src/**', 'src/a.ts', 'docs/*.md', 'test/a b.ts', 'lib')),
  dependsOn: fc.array(id, { maxLength: 3 }),
});
const plainText = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ,.()'_-]*[a-z]$/).map((text) => text.replace(/ +/g, ' '));
const plainUnit = unit.chain((any) => fc.record({ ...constants(any), name: plainText, description: plainText }));
const constants = (any: WorkUnit) => ({
  id: fc.constant(any.id),
  files: fc.constant(any.files),
  dependsOn: fc.constant(any.dependsOn),
});

function nonEmpty(units: fc.Arbitrary<WorkUnit>): fc.Arbitrary<WorkUnits> {
  return fc
    .record({ independent: fc.array(units, { maxLength: 4 }), sequential: fc.array(units, { maxLength: 4 }) })
    .filter(({ independent, sequential }) => independent.length + sequential.length > 0);
}

test('what was rendered is read again', () => {
  void fc.assert(
    fc.property(nonEmpty(plainUnit), (units) => {
      expect(parseWorkUnits(`## 🏗️ AI Planning: Architecture Analysis\n\nText\n\n${renderWorkUnits(units)}`)).toEqual(
        units,
      );
    }),
  );
});

test('whatever the texts of a unit are, no unit, file or dependency is lost or made up', () => {
  void fc.assert(
    fc.property(nonEmpty(unit), (units) => {
      const shape = (list: readonly WorkUnit[] = []) =>
        list.map(({ id, files, dependsOn }) => ({ id, files, dependsOn }));
      const read = parseWorkUnits(renderWorkUnits(units));

      expect(shape(read?.independent)).toEqual(shape(units.independent));
      expect(shape(read?.sequential)).toEqual(shape(units.sequential));
    }),
  );
});

test('a comment that a tracker or a person has rewritten is read too', () => {
  const comment = [
    '## 🔧 AI Planning: Work Units',
    '### Independent units (in parallel)',
    '* **WU-1: Export** - Writes the CSV',
    '  * **Files:** src/export, src/csv.ts',
    '  * **Depends on:** none',
    '### Sequential units',
    '**WU-2: Button** – Shows it',
    '* Files: `ui/button.ts`',
    '* Depends on: WU-1',
    '## 🔗 AI Planning: Cross-Story Context',
    '**WU-3: Not a unit** — it stands in another comment',
  ].join('\n');

  expect(parseWorkUnits(comment)).toEqual({
    independent: [aUnit({ files: ['src/export', 'src/csv.ts'] })],
    sequential: [
      aUnit({ id: 'WU-2', name: 'Button', description: 'Shows it', files: ['ui/button.ts'], dependsOn: ['WU-1'] }),
    ],
  });
});

test('planning comments without units give none', () => {
  expect(parseWorkUnits('## 🧪 AI Planning: Test Plan\n\n**WU-1: x** — y')).toBeUndefined();
});

test.each([
  ['shares a file with one before it', aUnit({ id: 'WU-2', files: ['src/export/csv.ts'] })],
  ['depends on another', aUnit({ id: 'WU-2', files: ['ui/**'], dependsOn: ['WU-1'] })],
  ['names no files', aUnit({ id: 'WU-2', files: [] })],
  ['names files that cannot be bounded', aUnit({ id: 'WU-2', files: ['../elsewhere/**'] })],
])('a unit that %s is not independent', (_, second) => {
  const last = aUnit({ id: 'WU-3', dependsOn: ['WU-1'] });

  expect(arrangeWorkUnits({ independent: [aUnit(), second], sequential: [last] })).toEqual({
    independent: [aUnit()],
    sequential: [second, last],
  });
});

test('units with nothing in common stay independent', () => {
  const units = { independent: [aUnit(), aUnit({ id: 'WU-2', files: ['ui/**', 'src/*.ts'] })], sequential: [] };

  expect(arrangeWorkUnits(units)).toEqual(units);
});
