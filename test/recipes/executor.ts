import type { Recipe } from './recipe.ts';

const ADAPTER = `import { ServiceUnavailable } from '../../domain/errors.ts';
import type { Executor } from '../../ports/executor.ts';

/** A stub: it says where it would order, and has nothing. */
export function treadmillExecutor(apiUrl: string): Executor {
  const known: Pick<Executor, 'dispatch' | 'find' | 'cancel' | 'state'> = {
    dispatch: async ({ runId }) => ({ outcome: 'dispatched', workflowRunId: \`treadmill-\${runId}\`, url: \`\${apiUrl}/\${runId}\` }),
    find: async () => [],
    cancel: async () => {},
    state: async () => 'gone',
  };
  const nobody = async (): Promise<never> => {
    throw new ServiceUnavailable('treadmill', 'outage', 'it answers nothing else');
  };
  // Whatever the port comes to ask for; what has a method "then" would be taken for a promise.
  const get = (self: object, key: string) => Reflect.get(self, key) ?? (key === 'then' ? undefined : nobody);
  return new Proxy(known as Executor, { get: (self, key) => get(self, String(key)) });
}
`;

/** A made-up executor, of which a deployment has the address. */
export const EXECUTOR: Recipe = {
  kind: 'executor',
  limit: 7,
  first: { path: 'shared/domain/executors.ts', before: '] as const;\nexport type ExecutorName', put: ", 'treadmill'" },
  told: ['shared/domain/executors.ts', 'shared/wiring/executors.ts', 'ui/mapping-fields.ts'],
  toldLater: ['infra/environments.ts'],
  others: [
    {
      path: 'shared/domain/executors.ts',
      before: '  local: { vouchedBy',
      put: "  treadmill: { vouchedBy: 'nobody' },\n",
    },
    { path: 'shared/adapters/treadmill/treadmill-executor.ts', content: ADAPTER },
    {
      path: 'shared/contract/env.ts',
      before: '  /** The loopback server of executor `local`;',
      put: "  TREADMILL_URL: z.union([z.literal(''), z.url()]),\n",
    },
    {
      path: 'shared/wiring/executors.ts',
      before: '  local: {\n    isThere',
      put: `  treadmill: {
    isThere: ({ TREADMILL_URL }) => TREADMILL_URL !== '',
    open: async ({ TREADMILL_URL }) =>
      (await import('../adapters/treadmill/treadmill-executor.ts')).treadmillExecutor(TREADMILL_URL),
  },
`,
    },
    {
      path: 'infra/settings.ts',
      before: '  githubWebUrl: string;',
      put: '  /** Empty: there is no treadmill. */\n  treadmillUrl: string;\n',
    },
    {
      path: 'infra/settings.ts',
      before: '    githubWebUrl: values',
      put: "    treadmillUrl: values.TREADMILL_URL ?? '',\n",
    },
    { path: 'infra/settings.ts', before: '  GITHUB_WEB_URL: url', put: '  TREADMILL_URL: z.url().optional(),\n' },
    {
      path: 'infra/environments.ts',
      before: "LOCAL_EXECUTOR_URL: ''",
      put: 'TREADMILL_URL: settings.treadmillUrl, ',
    },
    { path: 'ui/mapping-fields.ts', before: "  local: { label: 'This", put: "  treadmill: { label: 'Treadmill' },\n" },
  ],
  pages: [
    {
      path: 'docs/house.md',
      before: '| `shared/github` ',
      put: '| `shared/adapters/treadmill` | `shared/domain/`, `shared/ports/`, `shared/contract/` | `zod`, `node:` |\n',
    },
  ],
};
