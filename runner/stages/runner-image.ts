import * as z from 'zod';
import { parseYaml } from '../prompts/parse-yaml.ts';
import { StageFailure } from './stage-failure.ts';

const ImageFile = z.object({ image: z.string().trim().min(1).optional() }).nullable();
/** `[registry[:port]/]path[:tag][@digest]`: letters, digits and separators, so that it means nothing else anywhere. */
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$/;
/** A part that is empty, `.` or `..`: a prefix that is allowed would say nothing. */
const LEADS_ELSEWHERE = /\/\.{0,2}(?:[/:@]|$)/;

/**
 * The container image for the agent's job; undefined when it runs without. `.ai-implement/image.yml` of the default branch overrides
 * what was asked for. With a list of prefixes, only what begins with one of them is allowed, up to a boundary of the name.
 */
export function runnerImage(sources: {
  requested: string | undefined;
  imageYml: string | undefined;
  allowedPrefixes: readonly string[];
}): string | undefined {
  const image = fromFile(sources.imageYml) ?? sources.requested;
  if (image === undefined) return undefined;
  if (!IMAGE.test(image) || LEADS_ELSEWHERE.test(image)) throw new StageFailure('image_name_wrong', `"${image}"`);
  const { allowedPrefixes } = sources;
  if (allowedPrefixes.length > 0 && !allowedPrefixes.some((prefix) => beginsWith(image, prefix))) {
    throw new StageFailure('image_not_allowed', image);
  }
  return image;
}

function fromFile(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return ImageFile.parse(parseYaml(text))?.image;
  } catch {
    throw new StageFailure('image_file_wrong');
  }
}

/** `ghcr.io/acme` allows `ghcr.io/acme/runner`, not `ghcr.io/acme-evil/runner`. */
function beginsWith(image: string, prefix: string): boolean {
  return image.startsWith(prefix) && endsThere(prefix, image.slice(prefix.length));
}

/** What follows a colon or a digest is its tag, and no path: `registry.acme` does not allow what `registry.acme:5000` has. */
function endsThere(prefix: string, rest: string): boolean {
  if (prefix.endsWith('/')) return true;
  return /[:@]$/.test(prefix) ? !rest.includes('/') : /^(?:$|\/|[:@][^/]*$)/.test(rest);
}
