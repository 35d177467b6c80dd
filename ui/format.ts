const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long from one moment to another, in at most two units: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  const seconds = Math.floor(ms / SECOND);
  if (ms < MINUTE) return `${seconds} s`;
  if (ms < HOUR) return join(Math.floor(ms / MINUTE), 'min', seconds % 60, 's');
  if (ms < DAY) return join(Math.floor(ms / HOUR), 'h', Math.floor(ms / MINUTE) % 60, 'min');
  return join(Math.floor(ms / DAY), 'd', Math.floor(ms / HOUR) % 24, 'h');
}

function join(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** One unit only, for lists: `3 min ago`. */
export function ago(at: string, now: string): string {
  const [amount, unit] = duration(at, now).split(' ');
  return amount === '0' && unit === 's' ? 'just now' : `${amount} ${unit} ago`;
}

/** A moment in the reader's own time zone. */
export function moment(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A day as the reader writes it; `yyyy-mm-dd` in UTC. */
export function day(of: string): string {
  return new Date(`${of}T00:00:00.000Z`).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
}

export function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

/** What a run cost, and how that is known. */
export function costWords(run: {
  costUsd?: number | undefined;
  isCostAssumed?: boolean | undefined;
  isCostNotional?: boolean | undefined;
}): string {
  const note = run.isCostAssumed ? ' at most' : run.isCostNotional ? ' notional' : '';
  return `${dollars(run.costUsd ?? 0)}${note}`;
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString()} ${amount === 1 ? one : many}`;
}

/** `1` → `1st`. */
export function ordinal(place: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(place);
  return `${place}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[rule]}`;
}

/** `implementation` → `Implementation`. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A phase as people call it: `gap-fill` → `Follow-up`. */
export function phaseName(phase: string): string {
  return phase === 'gap-fill' ? 'Follow-up' : capital(phase);
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A detail as the server writes it, with its moments in the reader's time zone. */
export function readable(detail: string): string {
  return capital(detail.replaceAll(INSTANT, moment));
}
