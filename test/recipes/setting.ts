import type { Recipe } from './recipe.ts';

/** A made-up setting of a mapping. */
export const SETTING: Recipe = {
  kind: 'setting',
  limit: 3,
  first: {
    path: 'shared/domain/mapping.ts',
    before: '  branchPrefix?: string | undefined;',
    put: '  /** Rounds of review of one run. */\n  reviewRounds?: number | undefined;\n',
  },
  told: ['shared/contract/mapping-record.ts', 'ui/mapping-fields.ts'],
  others: [
    {
      path: 'shared/contract/mapping-record.ts',
      before: '} satisfies FieldsOf<MappingSettings>;',
      put: '  reviewRounds: text.whole(1, 9).optional(),\n',
    },
    {
      path: 'ui/mapping-fields.ts',
      before: "  runnerImage: { group: 'Runs',",
      put: "  reviewRounds: { group: 'Runs', label: 'Review rounds', range: [1, 9] },\n",
    },
  ],
};
