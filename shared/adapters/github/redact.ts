/** Tokens of GitHub (the newer ones are long and hold dots), and JWTs such as ours. */
const SECRETS = [/gh[a-z]_[A-Za-z0-9_.-]+/g, /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g];
const LONGEST = 300;

/** A text of GitHub's as it may be shown: without tokens, and short. */
export function redacted(text: string): string {
  return SECRETS.reduce((left, secret) => left.replace(secret, '<token>'), text).slice(0, LONGEST);
}
