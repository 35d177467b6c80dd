import { createHash } from 'node:crypto';

/** What stands on standard input of a stage, by name; an empty value counts as absent. */
export interface ModelSecrets {
  ANTHROPIC_API_KEY?: string | undefined;
  CLAUDE_CODE_OAUTH_TOKEN?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
  /** ISO 8601; when the session of the three above ends. */
  AWS_SESSION_EXPIRES_AT?: string | undefined;
  ANTHROPIC_BASE_URL?: string | undefined;
  ANTHROPIC_BEDROCK_BASE_URL?: string | undefined;
  /** `ARN:VERSION` or `ID:VERSION` of a guardrail that every call names. */
  AWS_BEDROCK_GUARDRAIL?: string | undefined;
}

/** The one credential that Claude Code gets. */
export interface Credential {
  kind: 'bedrock' | 'oauth-token' | 'api-key';
  /**
   * Tells which credential met a limit without telling it: the first twelve hex digits of its SHA-256; for Bedrock, whose limits are
   * those of an account in a region, these two.
   */
  id: string;
  /** What Claude Code sees of it, good for a pass that starts now. Throws a `StageFailure` where there is none to be had. */
  environment(signal: AbortSignal): Promise<Record<string, string>>;
  /** Forgets a session that was refused as expired; false where there is no other to be had. */
  renew(): boolean;
}

/** OAuth token before API key; undefined where neither is there. */
export function anthropicCredential(secrets: ModelSecrets): Credential | undefined {
  const base = present('ANTHROPIC_BASE_URL', secrets.ANTHROPIC_BASE_URL);
  const token = present('CLAUDE_CODE_OAUTH_TOKEN', secrets.CLAUDE_CODE_OAUTH_TOKEN);
  if (token !== undefined) return fixed('oauth-token', token.CLAUDE_CODE_OAUTH_TOKEN, { ...base, ...token });
  const key = present('ANTHROPIC_API_KEY', secrets.ANTHROPIC_API_KEY);
  return key === undefined ? undefined : fixed('api-key', key.ANTHROPIC_API_KEY, { ...base, ...key });
}

/** The first twelve hex digits of a secret's SHA-256: enough to tell one from another, and nothing to guess it by. */
export function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 12);
}

function fixed(kind: Credential['kind'], secret: string, environment: Record<string, string>): Credential {
  return { kind, id: fingerprintOf(secret), environment: async () => environment, renew: () => false };
}

function present<Name extends string>(name: Name, value: string | undefined): Record<Name, string> | undefined {
  return value === undefined || value === '' ? undefined : ({ [name]: value } as Record<Name, string>);
}
