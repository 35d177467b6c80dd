/** Something that people are told of in a chat: plain text of one line each, all of it bounded. */
export interface Notification {
  /** Names what happened: under it people are told once. */
  id: string;
  title: string;
  facts: readonly Fact[];
  links: readonly Link[];
}

interface Fact {
  name: string;
  value: string;
}

interface Link {
  name: string;
  /** http or https. */
  url: string;
}

/** What may be told: what is not known is left out. */
interface Told {
  id: string;
  title: string;
  facts: readonly (readonly [name: string, value: string | undefined])[];
  links: readonly (readonly [name: string, url: string | undefined])[];
}

/** Slack takes 150 characters in a header and ten fields in a section, Teams 28 kB in a card. */
const TITLE_AT_MOST = 140;
const VALUE_AT_MOST = 300;
const URL_AT_MOST = 1000;

/** Texts of tickets, models and vendors may say anything: here they become lines that mention nobody, and links that lead to the web. */
export function notificationOf({ id, title, facts, links }: Told): Notification {
  return {
    id,
    title: plainLine(title, TITLE_AT_MOST),
    facts: facts.flatMap(([name, value]) => {
      const line = plainLine(value ?? '', VALUE_AT_MOST);
      return line === '' ? [] : [{ name, value: line }];
    }),
    links: links.flatMap(([name, url]) => {
      const address = webAddress(url ?? '');
      return address === undefined ? [] : [{ name, url: address }];
    }),
  };
}

/** Control characters, and those that turn the direction of a text or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
/** Between `@` and what follows, so that no chat reads a mention there. */
const NO_MENTION = '@\u2060';

function plainLine(text: string, atMost: number): string {
  const line = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  return bounded(line, atMost).replaceAll('@', NO_MENTION);
}

/** By characters as people count them: half of one is none. */
function bounded(line: string, atMost: number): string {
  const characters = [...line];
  return characters.length <= atMost ? line : `${characters.slice(0, atMost - 1).join('')}…`;
}

function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  return url.href.length <= URL_AT_MOST ? url.href : undefined;
}
