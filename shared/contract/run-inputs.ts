import type { RunRequest } from './runner.ts';

/**
 * GitHub takes at most 65,535 characters of inputs. Counted here in bytes of UTF-8, which are never fewer, since it is
 * not documented which of the two GitHub counts.
 */
export const INPUTS_LIMIT = 65_535;

export const CUT_NOTE = '\n\n[Cut here to fit the limit of GitHub. The run gets the whole text when it starts.]';

/** Texts that may be cut, the first one first; everything else is short or indispensable. */
const CUTTABLE = ['ticket_description', 'related_tickets'] as const;

const encoder = new TextEncoder();

function sizeOf(request: RunRequest): number {
  return encoder.encode(JSON.stringify(request)).length;
}

/** The request as it fits GitHub's limit: long texts end in a note, between two characters, never inside one. */
export function fitInputs(request: RunRequest): RunRequest {
  let fitted = request;
  for (const key of CUTTABLE) {
    if (sizeOf(fitted) <= INPUTS_LIMIT) return fitted;
    fitted = cut(fitted, key);
  }
  return fitted;
}

/** Keeps the longest beginning of one text with which the request fits; only the note when not even that helps. */
function cut(request: RunRequest, key: (typeof CUTTABLE)[number]): RunRequest {
  const text = request[key] ?? '';
  if (text === '') return request;
  const keeping = (length: number) => ({ ...request, [key]: beginning(text, length) + CUT_NOTE });
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (sizeOf(keeping(middle)) <= INPUTS_LIMIT) fits = middle;
    else tooLong = middle;
  }
  return keeping(fits);
}

/** At most `length` code units, without half of a character that takes two. */
function beginning(text: string, length: number): string {
  const isHalf = length > 0 && (text.codePointAt(length - 1) ?? 0) > 0xffff;
  return text.slice(0, isHalf ? length - 1 : length);
}
