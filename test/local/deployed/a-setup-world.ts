import type { RotationDeps } from '../../../local/commands/deployed/setup/rotate.ts';
import type { Terminal } from '../../../local/commands/deployed/setup/terminal.ts';
import type { Vault } from '../../../local/commands/deployed/setup/vault.ts';
import { seeing } from '../../../local/commands/deployed/setup.ts';
import type { SecretValues, Target } from '../../../local/commands/deployed/target.ts';
import { drawnTokenKeys } from '../../../local/world/home/token-keys.ts';
import type { SecretName } from '../../../shared/contract/env.ts';
import type { JiraSimulator } from '../../../simulators/jira/simulator.ts';
import type { LinearSimulator } from '../../../simulators/linear/simulator.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../../simulators/test/a-github-simulator.ts';
import { ACCESS, startJira } from '../../adapters/jira-harness.ts';
import { API_KEY, startLinear } from '../../adapters/linear-harness.ts';

/** What is typed at each question that holds these words, in turn; the last answer stands for all that follow. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** All secrets of a deployment that is in order. */
export const GOOD: SecretValues = {
  ...drawnTokenKeys(),
  accessCode: 'tXo3Zb8wQe1rT5yU7iO9pA2s',
  githubAppId: APP.appId,
  githubPrivateKey: APP.privateKey.trim(),
  githubWebhookSecret: 'webhook-secret-of-github',
  linearApiKey: API_KEY,
  linearWebhookSecret: 'webhook-secret-of-linear',
  jiraEmail: ACCESS.email,
  jiraToken: ACCESS.apiToken,
  jiraWebhookSecret: 'webhook-secret-of-jira',
  slackWebhookUrl: 'https://hooks.slack.com/services/T0/B0/canary-of-slack',
  teamsWebhookUrl: 'https://acme.webhook.office.com/canary-of-teams',
};

export interface SetupWorld extends RotationDeps {
  github: GitHubForTests;
  linear: LinearSimulator;
  jira: JiraSimulator;
  stored: SecretValues;
  /** Names in the order in which they were written or removed (`-name`). */
  writes: string[];
  /** All that was printed or asked. */
  shown: string[];
  /** Replaces what is typed. */
  type(answers: Answers): void;
  waited: number[];
  stop(): Promise<void>;
}

const PUBLIC_URL = 'https://api.test';

/** A deployment whose vendors are simulated and whose secrets are in memory; whoever sits there answers nothing but what `type` says. */
export async function aSetupWorld(stored: SecretValues = { ...GOOD }): Promise<SetupWorld> {
  const github = await aGitHubSimulator({ webhookSecret: GOOD.githubWebhookSecret ?? '', servesPages: true });
  github.simulator.hook.pointTo(`${PUBLIC_URL}/github/webhook`);
  const { simulator: linear } = await startLinear();
  const { simulator: jira } = await startJira();
  const [writes, shown, waited]: [string[], string[], number[]] = [[], [], []];
  const vault: Vault = {
    read: async () => ({ ...stored }),
    async write(name: SecretName, value: string) {
      writes.push(name);
      stored[name] = value;
    },
    async remove(name: SecretName) {
      writes.push(`-${name}`);
      delete stored[name];
    },
  };
  const scripted = scriptedTerminal(shown);
  const target: Target = {
    ...{ title: 'stage prod', store: 'then run `npm run setup -- prod`' },
    ...{ linearApiUrl: linear.url, jiraSiteUrl: jira.url, jiraCloudId: '', jiraTokenKind: 'api' },
    ...{
      githubApiUrl: github.simulator.url,
      githubWebUrl: github.simulator.url,
      publicUrl: PUBLIC_URL,
      timeoutMs: 2000,
    },
  };
  return {
    ...{ stage: 'prod', github, linear, jira, stored, writes, shown, waited, target, type: scripted.type },
    ...seeing(vault, scripted.terminal),
    browse: async () => false,
    readFile: async (path) => {
      if (path === 'app.pem') return `${APP.privateKey}\n`;
      throw new Error(`there is no ${path}`);
    },
    wait: async (ms) => void waited.push(ms),
    async stop() {
      await github.close();
      await linear.stop();
      await jira.stop();
    },
  };
}

function scriptedTerminal(shown: string[]) {
  let answers: [words: string, given: string[]][] = [];
  const answer = (question: string) => {
    shown.push(question);
    const given = answers.find(([words]) => question.includes(words))?.[1];
    return (given?.length ?? 0) > 1 ? (given?.shift() ?? '') : (given?.[0] ?? '');
  };
  const terminal: Terminal = {
    say: (line) => void shown.push(line),
    ask: async (question, otherwise = '') => answer(question) || otherwise,
    askHidden: async (question) => answer(question),
    confirm: async (question) => answer(question) === 'y',
  };
  return {
    terminal,
    type(given: Answers) {
      answers = Object.entries(given).map(([words, said]) => [words, [said].flat()]);
    },
  };
}
