import type { Said } from './said.ts';

export interface BotTrust {
  /** Logins of bots whose findings count, without `[bot]`; undefined: those whose format is known. */
  trustedBots: readonly string[] | undefined;
  /** What bots call trivial, low or a nitpick counts as well. */
  countsMinor: boolean;
}

interface BotFormat {
  /** Under which it writes, in small letters, without `[bot]`. */
  login: string;
  /** For people. */
  name: string;
  /** When its comments were last seen in this form. */
  seen: string;
  /** How severe a comment calls what it found; undefined where it is none. */
  severityOf(body: string): 'serious' | 'minor' | undefined;
}

/** A word of the bot's for each severity, found at the beginning of its comment. */
function marked(mark: RegExp, minor: RegExp): BotFormat['severityOf'] {
  return (body) => {
    const [, word = ''] = mark.exec(body.trimStart().slice(0, HEAD)) ?? [];
    if (word === '') return undefined;
    return minor.test(word) ? 'minor' : 'serious';
  };
}

/** Marks stand in the first lines; what stands further down may quote another bot. */
const HEAD = 400;

/** Known review bots, each with its marks. https://docs.coderabbit.ai, https://developers.google.com/gemini-code-assist, https://code.claude.com/docs/en/code-review-pull-requests */
const BOT_FORMATS: readonly BotFormat[] = [
  { login: 'coderabbitai', name: 'CodeRabbit', seen: '2026-11', severityOf: codeRabbit },
  {
    login: 'chatgpt-codex-connector',
    name: 'Codex',
    seen: '2026-11',
    severityOf: marked(/!\[(P[0-4]) Badge\]/i, /P[34]/i),
  },
  {
    login: 'gemini-code-assist',
    name: 'Gemini Code Assist',
    seen: '2026-11',
    severityOf: marked(/!\[(?:security-)?(critical|high|medium|low)\]/i, /low/i),
  },
  {
    login: 'greptile-apps',
    name: 'Greptile',
    seen: '2026-11',
    severityOf: marked(/<img\s[^>]*\balt="(P[0-4])"/i, /P[34]/i),
  },
  { login: 'claude', name: 'Claude Code Review', seen: '2026-11', severityOf: marked(/^\W{0,4}(🔴|🟡|🟣)/u, /🟡|🟣/u) },
  {
    login: 'cursor',
    name: 'Cursor Bugbot',
    seen: '2026-11',
    severityOf: marked(/\*\*(Critical|High|Medium|Low) Severity\*\*/i, /low/i),
  },
];

/** `_⚠️ Potential issue_ | _🟠 Major_`: a category, and since 2025 a severity. What it calls addressed needs nothing more. */
function codeRabbit(body: string): 'serious' | 'minor' | undefined {
  const [first = ''] = body.trimStart().split('\n');
  const [, category = ''] =
    /^_[^_\n]{0,8}(Potential issue|Refactor suggestion|Nitpick|Verification agent)[^_\n]{0,20}_/i.exec(first) ?? [];
  if (category === '' || /✅ Addressed in commits?\b/.test(body)) return undefined;
  return /nitpick/i.test(category) || /\b(?:trivial|info)\b/i.test(first) ? 'minor' : 'serious';
}

/** Whether a bot of a known format calls what it found trivial, low or a nitpick. */
export function isMinor({ login, body }: { login: string; body: string }): boolean {
  return formatOf(login)?.severityOf(body) === 'minor';
}

const isNamed = (login: string) => (name: string) =>
  name.replace(/\[bot\]$/i, '').toLowerCase() === login.toLowerCase();

/** Whether a bot's comment is a finding. One that a mapping trusts and whose format is not known is taken at its word on a line, and where it requests changes. */
export function botFeedback({ author, kind, verdict, body }: Said, trust: BotTrust): boolean {
  if (!isTrustedBot(author.login, trust) || body.trim() === '') return false;
  const format = formatOf(author.login);
  if (verdict === 'changes_requested') return true;
  if (format === undefined) return kind === 'inline';
  const severity = format.severityOf(body);
  return severity === 'serious' || (severity === 'minor' && trust.countsMinor);
}

/** Whether a bot is listened to; `login` with or without `[bot]`. */
export function isTrustedBot(login: string, { trustedBots }: Pick<BotTrust, 'trustedBots'>): boolean {
  return trustedBots === undefined ? formatOf(login) !== undefined : trustedBots.some(isNamed(login));
}

const formatOf = (login: string) => BOT_FORMATS.find((format) => isNamed(format.login)(login));
