import { randomBytes } from 'node:crypto';
import type { LocalClock } from '../clock.ts';
import { readAuthorization, type SignedRequest, signatureOf } from './signature.ts';

/** Temporary credentials of an assumed role. */
export interface AwsSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Epoch milliseconds of the laptop's clock. */
  expiresAt: number;
  /** `arn:aws:sts::123456789012:assumed-role/name/session` */
  arn: string;
}

/** Why AWS refuses a signed request; each with its own words. */
export type SignatureFault = 'missing' | 'unknown' | 'expired' | 'mismatch';

/** The sessions that the simulated STS issued: whoever plays another AWS service asks here who signed. */
export interface AwsSessions {
  issue(arn: string, seconds: number): AwsSession;
  /** The session that signed this request, or what is wrong with its signature. */
  signer(request: SignedRequest): AwsSession | SignatureFault;
  export(): AwsSession[];
  import(sessions: AwsSession[]): void;
}

export function awsSessions(clock: Pick<LocalClock, 'now'>): AwsSessions {
  const sessions = new Map<string, AwsSession>();
  return {
    issue(arn, seconds) {
      const session = {
        accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(90).toString('base64'),
        expiresAt: clock.now() + seconds * 1000,
        arn,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    signer(request) {
      const authorization = readAuthorization(request.headers['authorization']);
      if (authorization === undefined) return 'missing';
      const session = sessions.get(authorization.accessKeyId);
      if (session?.sessionToken !== request.headers['x-amz-security-token']) return 'unknown';
      if (session === undefined) return 'unknown';
      if (session.expiresAt <= clock.now()) return 'expired';
      const expected = signatureOf(request, authorization, session.secretAccessKey);
      return expected === authorization.signature ? session : 'mismatch';
    },
    export: () => structuredClone([...sessions.values()]),
    import(imported) {
      sessions.clear();
      for (const session of imported) sessions.set(session.accessKeyId, { ...session });
    },
  };
}
