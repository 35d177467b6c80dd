import { StageFailure } from '../stages/stage-failure.ts';
import { type Credential, fingerprintOf, type ModelSecrets } from './credential.ts';

/** A session with less than this left is not given to a pass that starts. */
const RENEW_BEFORE_MS = 10 * 60_000;
/** How long a session counts as good whose end nobody told us: the shortest that AWS gives by default is an hour. */
const ASSUMED_LIFE_MS = 60 * 60_000;
const SESSION_SECONDS = 3600;
const TIMEOUT_MS = 20_000;

export interface BedrockSettings {
  secrets: ModelSecrets;
  region: string;
  runId: string;
  roleArn: string | undefined;
  /** Base URL of STS. */
  stsUrl: string;
  /** A fresh OIDC token of this job; undefined where the job has none. */
  mintOidcToken: ((audience: string) => Promise<string>) | undefined;
  /** Is told the secrets of the session that was given, and of each that is used. */
  onSession?: ((secrets: readonly string[]) => void) | undefined;
  /** Epoch milliseconds. */
  now: () => number;
}

interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** A session of the repository's Bedrock role, which is assumed again, with the job's OIDC token, when it nears its end. */
export function bedrockCredential(settings: BedrockSettings): Credential {
  const { secrets, region, roleArn, mintOidcToken, now } = settings;
  let session = givenSession(secrets, now());
  const guardrail = guardrailHeaders(secrets.AWS_BEDROCK_GUARDRAIL ?? '');
  const tell = (held: Session) => settings.onSession?.([held.secretAccessKey, held.sessionToken]);
  if (session !== undefined) tell(session);
  const canRenew = roleArn !== undefined && roleArn !== '' && mintOidcToken !== undefined;
  return {
    kind: 'bedrock',
    id: `bedrock:${accountOf(roleArn) ?? fingerprintOf(secrets.AWS_ACCESS_KEY_ID ?? '')}:${region}`,
    async environment(signal) {
      const isShort = session === undefined || session.expiresAt - now() < RENEW_BEFORE_MS;
      if (isShort && canRenew) session = await renewed({ ...settings, roleArn, mintOidcToken }, signal, session);
      if (session === undefined) throw new StageFailure('bedrock_session_missing');
      tell(session);
      return { ...environmentOf(session, region, secrets), ...guardrail };
    },
    renew() {
      if (canRenew) session = undefined;
      return canRenew;
    },
  };
}

function accountOf(roleArn: string | undefined): string | undefined {
  return /^arn:[a-z-]+:iam::(\d{12}):/.exec(roleArn ?? '')?.[1];
}

type RoleSettings = BedrockSettings & { roleArn: string; mintOidcToken: (audience: string) => Promise<string> };

/** Where no new session is to be had, the one that is there may still do: AWS says when it does not. */
async function renewed(settings: RoleSettings, signal: AbortSignal, session: Session | undefined): Promise<Session> {
  try {
    return await assumeRole(settings, signal);
  } catch (error) {
    if (session === undefined) throw error;
    return session;
  }
}

function givenSession(secrets: ModelSecrets, now: number): Session | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_SESSION_EXPIRES_AT } = secrets;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  const expiry = Date.parse(AWS_SESSION_EXPIRES_AT ?? '');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN ?? '',
    expiresAt: Number.isNaN(expiry) ? now + ASSUMED_LIFE_MS : expiry,
  };
}

function environmentOf(session: Session, region: string, secrets: ModelSecrets): Record<string, string> {
  return {
    CLAUDE_CODE_USE_BEDROCK: '1',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    ...(session.sessionToken === '' ? {} : { AWS_SESSION_TOKEN: session.sessionToken }),
    ...(secrets.ANTHROPIC_BEDROCK_BASE_URL ? { ANTHROPIC_BEDROCK_BASE_URL: secrets.ANTHROPIC_BEDROCK_BASE_URL } : {}),
  };
}

const GUARDRAIL = /^((?:arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:guardrail\/)?[a-z0-9]+):(\d{1,8}|DRAFT)$/;

/** Claude Code names the guardrail in headers of each call, which it signs. Throws a `StageFailure` where the text names none: no call goes without. */
function guardrailHeaders(text: string): Record<string, string> {
  if (text === '') return {};
  const [, identifier, version] = GUARDRAIL.exec(text) ?? [];
  if (identifier === undefined) throw new StageFailure('bedrock_guardrail_unusable');
  const headers = { Identifier: identifier, Version: version };
  const lines = Object.entries(headers).map(([name, value]) => `X-Amzn-Bedrock-Guardrail${name}: ${value}`);
  return { ANTHROPIC_CUSTOM_HEADERS: lines.join('\n') };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html: a call that needs no signature. */
async function assumeRole(settings: RoleSettings, signal: AbortSignal): Promise<Session> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: settings.roleArn,
    RoleSessionName: `ai-implement-${settings.runId}`,
    WebIdentityToken: await settings.mintOidcToken('sts.amazonaws.com'),
    DurationSeconds: String(SESSION_SECONDS),
  });
  const answer = await fetch(settings.stsUrl, {
    method: 'POST',
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  }).catch((error: unknown) => {
    throw new StageFailure('sts_unavailable', String(error));
  });
  return sessionIn(answer.status, await answer.text());
}

function sessionIn(status: number, xml: string): Session {
  const textOf = (name: string) => new RegExp(`<${name}>\\s*([^<]+?)\\s*</${name}>`).exec(xml)?.[1] ?? '';
  if (status !== 200) {
    const code = status >= 500 || status === 429 ? 'sts_unavailable' : 'bedrock_role_refused';
    throw new StageFailure(code, `${status} ${textOf('Code')}: ${textOf('Message')}`);
  }
  const session = {
    accessKeyId: textOf('AccessKeyId'),
    secretAccessKey: textOf('SecretAccessKey'),
    sessionToken: textOf('SessionToken'),
    expiresAt: Date.parse(textOf('Expiration')),
  };
  if (session.accessKeyId === '' || Number.isNaN(session.expiresAt)) {
    throw new StageFailure('sts_unavailable', 'it answered without one');
  }
  return session;
}
