/** Forms of secrets that are known by their look: of GitHub, of Anthropic, of AWS, and JWTs such as ours. */
const SECRET_FORMS = [
  /\b(?:gh[a-z]_|github_pat_)[A-Za-z0-9_.-]{8,}/g,
  /\bsk-ant-[A-Za-z0-9_-]{8,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
];
/** A shorter value would be found by chance. */
const SHORTEST_SECRET = 8;

/** A text as it may be shown to people or sent on. */
export type Redact = (text: string) => string;

/** Takes out every one of `secrets`, and whatever looks like one. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const maskable = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET);
  return (text) => {
    const left = maskable.reduce<string>((rest, secret) => rest.replaceAll(secret ?? '', '[secret]'), text);
    return SECRET_FORMS.reduce((rest, form) => rest.replace(form, '[secret]'), left);
  };
}
