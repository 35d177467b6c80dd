import { ASKS, FILLERS, IMPERATIVES, PRAISE, STATUS, STATUS_OPENERS, WARM_WORDS } from './phrases.ts';
import { type PhraseSet, phraseSet, tokensOf } from './tokens.ts';

/** What people say beside feedback, and what shows that they want something after all. */
const ASIDES = phraseSet([...PRAISE, ...STATUS]);
const LOOSE = phraseSet(FILLERS);
const WARM = phraseSet(WARM_WORDS);
const ASKING = phraseSet(ASKS);
const OPENERS = phraseSet(STATUS_OPENERS);
const ORDERS = phraseSet(IMPERATIVES);

/** Ends of sentences, in the scripts of people; a full stop within a name or number ends none. */
const SENTENCE_ENDS = /(?<=[!?…。！？؟।])|(?<=\.)(?=\s|$)|[\n;；]+/u;
/** After these signs a sentence may begin to ask for something. */
const PARTS = /[,，、—–]|\s-\s|:\s/u;
const GREETING =
  /^(?:(?:hey|hi|hello|hallo|hola|bonjour|salut|ciao|cc|fyi|ping|\/cc|thanks|thx|danke|merci|gracias)[\s,:]+)*/i;
const MENTION = /@[a-z0-9](?:[a-z0-9-]{0,38})(?:\/[\w.-]+)?(?:\[bot\])?/gi;

/**
 * Whether a paragraph says nothing that could be worked on: it is addressed to somebody else, or each sentence of it is praise, thanks, a greeting, a
 * status or a command to another program.
 */
export function isAside(paragraph: string, ownNames: readonly string[]): boolean {
  const lines = paragraph.split('\n').filter((line) => !/^\s*\/[a-z][a-z-]*(?=\s|$)/i.test(line));
  const text = lines.join('\n').trim();
  if (isToAnother(text, ownNames)) return true;
  const words = text.replace(MENTION, ' ');
  return words.split(SENTENCE_ENDS).every((sentence) => isAsideSentence(sentence));
}

/** A paragraph that begins with somebody's name, or asks them at its end. */
function isToAnother(text: string, ownNames: readonly string[]): boolean {
  const begins = text.replace(GREETING, '');
  const last = /[,\s](@[a-z0-9-]+(?:\/[\w.-]+)?)\s*[?!.]*$/i.exec(text)?.[1];
  const first = begins.match(MENTION)?.[0];
  const isFirst = first !== undefined && begins.startsWith(first);
  const name = isFirst ? first : text.includes('?') ? last : undefined;
  return name !== undefined && !isOwn(name, ownNames);
}

function isOwn(mention: string, ownNames: readonly string[]): boolean {
  const name = mention
    .slice(1)
    .replace(/\[bot\]$/i, '')
    .toLowerCase();
  return ownNames.some((own) => own.toLowerCase() === name);
}

function isAsideSentence(sentence: string): boolean {
  const tokens = tokensOf(sentence);
  if (tokens.length === 0 || isMadeOf(tokens)) return true;
  const isQuestion = /[?？؟]/u.test(sentence);
  if (isQuestion || ASKING.isIn(tokens)) return false;
  const parts = sentence
    .split(PARTS)
    .map(tokensOf)
    .filter((part) => part.length > 0);
  const [first = [], ...others] = parts;
  if (!WARM.isIn(tokens) && !OPENERS.begins(first)) return false;
  return others.every((part) => isMadeOf(part) || WARM.isIn(part) || !startsAnew(part));
}

/** A part that could stand alone: it begins with a subject, or with what is to be done. */
function startsAnew(part: readonly string[]): boolean {
  return ORDERS.begins(part);
}

/** Whether the words are asides and words between them, and nothing else. */
function isMadeOf(tokens: readonly string[]): boolean {
  let reached = new Map<number, boolean>([[0, false]]);
  for (let at = 0; at < tokens.length; at += 1) {
    const hasAside = reached.get(at);
    if (hasAside === undefined) continue;
    const step = (set: PhraseSet, isAsidePhrase: boolean) => {
      for (const length of set.lengthsAt(tokens, at)) {
        const to = at + length;
        reached = reached.set(to, (reached.get(to) ?? false) || hasAside || isAsidePhrase);
      }
    };
    step(ASIDES, true);
    step(LOOSE, false);
  }
  return reached.get(tokens.length) === true;
}
