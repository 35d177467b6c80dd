import type { Recipe } from './recipe.ts';

const RULES = `import type { TrackerRules } from './tracker-rules.ts';

/** A stall of the market. */
export interface BazaarScope {
  tracker: 'bazaar';
  stall: string;
}

export const bazaarRules: TrackerRules<BazaarScope> = {
  label: 'Bazaar',
  covers: ({ stall }, ticket) => stall === ticket.teamKey,
  narrowness: () => 0,
  isSameScope: (one, other) => one.stall === other.stall,
  bucketKeyOf: ({ stall }) => stall,
  bucketTitleOf: (stall) => \`stall \${stall}\`,
  words: {
    sameScope: 'the same stall',
    absent: 'this deployment has no Bazaar; deploy it with BAZAAR_URL first',
    markAgain: 'ring the bell of this stall again',
    approve: 'shake hands on it',
    closes: () => undefined,
  },
};
`;

const ADAPTER = `import { ServiceUnavailable } from '../../domain/errors.ts';
import type { Tracker } from '../../ports/tracker.ts';

/** A stub: nobody is at the market. */
export function bazaarTracker(apiUrl: string): Tracker<'bazaar'> {
  const nobody = async (): Promise<never> => {
    throw new ServiceUnavailable('bazaar', 'outage', \`nobody is at \${apiUrl}\`);
  };
  // Whatever the port comes to ask for; what has a method "then" would be taken for a promise.
  const get = (self: { name: string }, key: string | symbol) =>
    key === 'name' ? self.name : key === 'then' ? undefined : nobody;
  return new Proxy({ name: 'bazaar' }, { get }) as Tracker<'bazaar'>;
}
`;

/** A made-up tracker with a scope of its own, an address and a secret. */
export const TRACKER: Recipe = {
  kind: 'tracker',
  limit: 14,
  first: { path: 'shared/domain/ticket.ts', before: '] as const;\nexport type TrackerName', put: ", 'bazaar'" },
  told: [
    'shared/contract/env.ts',
    'shared/contract/mapping-record.ts',
    'shared/contract/refused-credential.ts',
    'shared/domain/trackers/trackers.ts',
    'shared/wiring/trackers.ts',
    'ui/mapping-fields.ts',
  ],
  toldLater: ['infra/environments.ts'],
  others: [
    { path: 'shared/domain/trackers/bazaar.ts', content: RULES },
    {
      path: 'shared/domain/trackers/trackers.ts',
      before: "import { jiraRules } from './jira.ts';",
      put: "import { bazaarRules } from './bazaar.ts';\n",
    },
    { path: 'shared/domain/trackers/trackers.ts', before: '  jira: jiraRules,', put: '  bazaar: bazaarRules,\n' },
    {
      path: 'shared/contract/mapping-record.ts',
      before: '  jira: {\n    jql',
      put: '  bazaar: { stall: text.line(20) },\n',
    },
    {
      path: 'shared/contract/refused-credential.ts',
      before: '  jira:\n',
      put: "  bazaar: 'Bazaar refuses the credential. Store another one.',\n",
    },
    {
      path: 'shared/contract/env.ts',
      before: '} satisfies Record<TrackerName, z.ZodRawShape>;',
      put: "  bazaar: { BAZAAR_URL: z.union([z.literal(''), z.url()]), BAZAAR_KEY_PARAMETER: z.string().startsWith('/') },\n",
    },
    {
      path: 'shared/contract/env.ts',
      before: ' };\n/** The variables of all trackers. */',
      put: ', ...TRACKER_VARIABLES.bazaar',
    },
    { path: 'shared/contract/env.ts', before: "  jiraEmail: '", put: "  bazaarKey: 'bazaar-key',\n" },
    { path: 'shared/contract/env.ts', before: "  jira: ['jiraEmail'", put: "  bazaar: ['bazaarKey'],\n" },
    { path: 'shared/adapters/bazaar/bazaar-tracker.ts', content: ADAPTER },
    {
      path: 'shared/wiring/trackers.ts',
      before: '  jira: {\n    isThere',
      put: `  bazaar: {
    isThere: (env) => env.BAZAAR_URL !== '',
    secrets: (env) => [env.BAZAAR_KEY_PARAMETER],
    open: async (env) => (await import('../adapters/bazaar/bazaar-tracker.ts')).bazaarTracker(env.BAZAAR_URL),
  },
`,
    },
    { path: 'infra/settings.ts', before: '  githubApiUrl: string;', put: '  bazaarUrl: string;\n' },
    {
      path: 'infra/settings.ts',
      before: '    githubApiUrl: values',
      put: "    bazaarUrl: values.BAZAAR_URL ?? '',\n",
    },
    { path: 'infra/settings.ts', before: '  GITHUB_API_URL: url', put: '  BAZAAR_URL: z.url().optional(),\n' },
    {
      path: 'infra/environments.ts',
      before: '  return { ...linear, ...jira',
      put: '  const bazaar = { BAZAAR_URL: settings.bazaarUrl, BAZAAR_KEY_PARAMETER: parameters.bazaarKey };\n',
    },
    { path: 'infra/environments.ts', before: ' };\n}\n\nfunction chatVariables', put: ', ...bazaar' },
    {
      path: 'ui/mapping-fields.ts',
      before: "  jira: {\n    label: 'Jira',",
      put: "  bazaar: { label: 'Bazaar', fields: { stall: { label: 'Stall', isRequired: true, chip: (stall) => 'at '.concat(stall) } } },\n",
    },
  ],
  pages: [
    {
      path: 'docs/house.md',
      before: '| `shared/adapters/child-process` ',
      put: '| `shared/adapters/bazaar` | `shared/domain/`, `shared/ports/`, `shared/contract/` | `zod`, `node:` |\n',
    },
  ],
};
