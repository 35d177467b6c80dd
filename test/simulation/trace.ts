/** Fields that say what a call is about, in this order. */
const TELLING = [
  'type',
  'kind',
  'outcome',
  'runId',
  'ticketId',
  'workflowRunId',
  'status',
  'bucketId',
  'dueAt',
  'offeredAt',
  'version',
] as const;

/** Fields that tell more of the same. */
const PARTS = ['timer', 'run'] as const;

/** A value of a call or an answer in a few characters, the same for the same value. */
export function brief(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'string') return shorten(value);
  if (Array.isArray(value)) return `[${value.length}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object') return String(value);
  const fields = value as Partial<Record<string, unknown>>;
  const told: string[] = [];
  for (const field of TELLING) if (fields[field] !== undefined) told.push(brief(fields[field]));
  for (const part of PARTS) if (fields[part] !== undefined) told.push(brief(fields[part]));
  return told.join(' ');
}

/** Ids count up in a simulation: `r12` is easier to follow than its 26 characters. Of a moment the date is left out. */
function shorten(text: string): string {
  if (text.startsWith('000000000000')) return `r${text.replace(/^0+/, '')}`;
  if (text.length === INSTANT_LENGTH && text.endsWith('Z')) return `${text.slice(8, 10)}/${text.slice(11, -1)}`;
  return text.slice(0, 80);
}

const INSTANT_LENGTH = '2026-01-05T09:00:00.000Z'.length;
