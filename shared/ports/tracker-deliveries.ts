import type { IgnoredNotice } from '../contract/tracker-notices.ts';
import type { TrackerName } from '../domain/ticket.ts';

/** What a delivery tells, in ids. */
export type ReadNotice =
  | { says: 'noticed'; ticketId: string; organizationId?: string | undefined }
  | { says: 'nothing'; reason: IgnoredNotice };

/** How a tracker's webhook delivers; nothing is asked of the tracker. */
export interface TrackerDeliveries {
  readonly name: TrackerName;
  /** The header in which its signature stands, in small letters. */
  readonly signatureHeader: string;
  /** Whether it signed the text with one of the secrets, and, where it says when, a moment ago. */
  isSigned(signed: { text: string; signature: string }, secrets: readonly string[]): Promise<boolean>;
  /** What tells two deliveries apart: the same each time that one is sent again. Undefined where that is not told. */
  deliveryId(headers: Readonly<Record<string, string | undefined>>): string | undefined;
  /** Throws `invalid_body` where a followed delivery lacks what it must have. */
  read(payload: unknown): ReadNotice;
}
