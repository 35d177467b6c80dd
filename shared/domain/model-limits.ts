import type { NextRun, TicketRecord } from './ticket-record.ts';
import type { Instant } from './time.ts';

/** A usage limit of the model that holds the runs of a mapping. */
export interface LimitInForce {
  /** As runs name the credential that met it; undefined in what earlier versions wrote. */
  credential?: string | undefined;
  until: Instant;
}

/** Where a ticket is whose run met a limit. */
export const LIMITED_STATUSES = ['planning', 'implementing'] as const;

/**
 * The limits in force, by mapping: what the tickets wait for that met one. Which credential a repository uses is known of its
 * newest such run alone; mappings of one credential wait for the latest reset that any of them was told.
 */
export function limitsInForce(records: readonly Pick<TicketRecord, 'next'>[], now: Instant): Map<string, LimitInForce> {
  const waits = records.flatMap(({ next }) => (next?.isQuotaWait === true && next.notBefore > now ? [next] : []));
  const until = new Map<string, Instant>();
  for (const { notBefore, ...wait } of waits) {
    const credential = credentialOf(wait);
    const known = until.get(credential);
    if (known === undefined || known < notBefore) until.set(credential, notBefore);
  }
  const oldestFirst = waits.sort((a, b) => ((a.retryOf ?? '') < (b.retryOf ?? '') ? -1 : 1));
  return new Map(
    oldestFirst.map((wait) => {
      const credential = credentialOf(wait);
      return [wait.mappingId, { credential: wait.limitedCredential, until: until.get(credential) ?? wait.notBefore }];
    }),
  );
}

/** Records of earlier versions do not name it; then the mapping's tickets alone wait together. */
function credentialOf({ limitedCredential, mappingId }: Pick<NextRun, 'limitedCredential' | 'mappingId'>): string {
  return limitedCredential ?? `of ${mappingId}`;
}

/** The limit that a next run waits for by itself. */
export function limitOf({
  limitedCredential,
  notBefore,
}: Pick<NextRun, 'limitedCredential' | 'notBefore'>): LimitInForce {
  return { credential: limitedCredential, until: notBefore };
}

/** Why a ticket does not run, for people. */
export function limitWords({ credential, until }: LimitInForce): string {
  const whose =
    credential === undefined ? "its repository's credential" : `the credential ${credential} of its repository`;
  return `the usage limit of the model is reached for ${whose}; it goes on by itself at ${until}`;
}
