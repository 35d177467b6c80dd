import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../shared/contract/runner.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { bedrockCredential } from './bedrock-credential.ts';
import type { Claude } from './claude.ts';
import { claudeCli } from './claude-cli.ts';
import { anthropicCredential, type Credential, type ModelSecrets } from './credential.ts';

export interface ConnectSettings {
  /** Path or name of Claude Code. */
  command: string;
  /** What programs see of this machine: no token and no credential. */
  environment: Record<string, string>;
  secrets: ModelSecrets;
  roleArn: string | undefined;
  /** Base URL of STS; that of the run's region unless told. */
  stsUrl?: string | undefined;
  /** Undefined where the job can have no OIDC token. */
  mintOidcToken: ((audience: string) => Promise<string>) | undefined;
  /** Is told the secrets of each session of AWS that the job holds. */
  onSession?: ((secrets: readonly string[]) => void) | undefined;
  /** An existing folder outside of the repository. */
  temporaryFolder: string;
  /** Epoch milliseconds. */
  now: () => number;
}

const CREDENTIAL_MS = 60_000;

type Order = Pick<RunContext, 'runId' | 'provider' | 'awsRegion' | 'caps'>;

/** Claude Code with the one credential that the run is to use; throws a `StageFailure` where that one is missing. */
export async function connectClaude(settings: ConnectSettings, order: Order): Promise<Claude> {
  const credential = credentialFor(settings, order);
  // What is wrong with it is told before any work.
  await credential.environment(AbortSignal.timeout(CREDENTIAL_MS));
  await mkdir(settings.temporaryFolder, { recursive: true });
  const home = await mkdtemp(join(settings.temporaryFolder, 'claude-'));
  const { command, environment } = settings;
  const { budgetUsd, stopsSubscription } = order.caps;
  const doesBudgetStop = credential.kind !== 'oauth-token' || stopsSubscription === true;
  return claudeCli({ command, environment, credential, home, budgetUsd, doesBudgetStop });
}

function credentialFor(settings: ConnectSettings, { provider, awsRegion, runId }: Order): Credential {
  if (provider === 'bedrock') return bedrockFor(settings, awsRegion ?? '', runId);
  const credential = anthropicCredential(settings.secrets);
  if (credential === undefined) throw new StageFailure('model_credential_missing');
  return credential;
}

function bedrockFor(settings: ConnectSettings, region: string, runId: string): Credential {
  const { secrets, roleArn, mintOidcToken, onSession, now } = settings;
  if (region === '') throw new StageFailure('bedrock_region_missing');
  const isPossible = Boolean(secrets.AWS_ACCESS_KEY_ID) || (Boolean(roleArn) && mintOidcToken !== undefined);
  if (!isPossible) throw new StageFailure('bedrock_session_missing');
  const stsUrl = settings.stsUrl ?? `https://sts.${region}.amazonaws.com`;
  return bedrockCredential({ secrets, region, runId, roleArn, stsUrl, mintOidcToken, onSession, now });
}
