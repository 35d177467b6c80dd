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

/** A value of a call or an answer in a few characters, the same for the same value. */
export function brief(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'string') return shorten(value);
  if (Array.isArray(value)) return `[${value.length}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object') return String(value);
  const fields = new Map(Object.entries(value));
  const timer = fields.get('timer');
  const told = TELLING.flatMap((field) => (fields.get(field) === undefined ? [] : [brief(fields.get(field))]));
  const { run } = Object.fromEntries(fields);
  return [...told, ...(timer === undefined ? [] : [brief(timer)]), ...(run === undefined ? [] : [brief(run)])].join(
    ' ',
  );
}

/** Ids count up in a simulation: `r12` is easier to follow than its 26 characters. Of a moment the date is left out. */
function shorten(text: string): string {
  if (/^0{12,}/.test(text)) return `r${text.replace(/^0+/, '')}`;
  return text.replace(/^\d{4}-\d{2}-(\d{2})T([\d:.]+)Z$/, '$1/$2').slice(0, 80);
}
