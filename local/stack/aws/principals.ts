import { createHash } from 'node:crypto';
import type { Statement } from '../../../simulators/iam/policy.ts';
import { ACCOUNT, PARTITION, REGION } from './place.ts';

/** Who signs a request; found by the access key id alone, since all of it is on loopback. */
export interface Principal {
  /** The function's short name, `event-source:<function>` for the poller of its queue, or `admin`. */
  name: string;
  /** As error messages name it. */
  arn: string;
  /** What it may do; the laptop's own admin may do everything. */
  statements: readonly Statement[] | 'everything';
  /** Which of a function's execution environments it is; a successor of a killed one has the same slot. */
  slot?: number;
  /** Kills the process that signs with this key. */
  kill?: () => void;
}

export interface Principals {
  /** Registers a principal and answers its access key id. */
  admit(principal: Principal): string;
  dismiss(accessKeyId: string): void;
  find(accessKeyId: string): Principal | undefined;
}

export function principals(): Principals {
  const byKey = new Map<string, Principal>();
  let issued = 0;
  return {
    admit(principal) {
      issued += 1;
      const digest = createHash('sha256').update(`${principal.arn} ${issued}`).digest('hex');
      const accessKeyId = `ASIA${digest.slice(0, 16).toUpperCase()}`;
      byKey.set(accessKeyId, principal);
      return accessKeyId;
    },
    dismiss: (accessKeyId) => void byKey.delete(accessKeyId),
    find: (accessKeyId) => byKey.get(accessKeyId),
  };
}

/** The ARN of a function's session under its role. */
export function sessionArn(roleName: string, sessionName: string): string {
  return `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${roleName}/${sessionName}`;
}

/** Settings of an AWS SDK client of the host that acts as this access key id. */
export function clientSettings(endpoint: string, accessKeyId: string) {
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'laptop', sessionToken: 'laptop' },
  };
}
