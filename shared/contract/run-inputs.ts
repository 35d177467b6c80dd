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
  const characters = Array.from(request[key] ?? '');
  if (characters.length === 0) return request;
  const keeping = (count: number) => ({ ...request, [key]: characters.slice(0, count).join('') + CUT_NOTE });
  let fits = 0;
  let tooMany = characters.length;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (sizeOf(keeping(middle)) <= INPUTS_LIMIT) fits = middle;
    else tooMany = middle;
  }
  return keeping(fits);
}
