import * as z from 'zod';
import { type Problem, UnusableSettings } from './refusal.ts';
import { brokenRules, type Place } from './setting-rules.ts';
import {
  type DeploymentSettings,
  deploymentSettings,
  type SettingName,
  Settings,
  type SettingValues,
} from './settings.ts';

type Given = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, string | undefined>>;

/** Reads settings of variables alone; an empty variable counts as not set. Throws `UnusableSettings`. */
export function readSettings(variables: Variables): DeploymentSettings {
  const { values, problems } = checkSettings(settingsAmong(variables));
  if (problems.length > 0) throw new UnusableSettings(problems);
  return deploymentSettings(values);
}

/** Those variables that are settings, in the types of a stage's file. */
export function settingsAmong(variables: Variables): Partial<Record<SettingName, unknown>> {
  const names = Object.keys(Settings.shape) as SettingName[];
  const given = names.flatMap((name) => {
    const text = variables[name] ?? '';
    return text === '' ? [] : [[name, inItsType(name, text)]];
  });
  return Object.fromEntries(given);
}

/** A text that is none of the setting's type stays one, and is refused as such. */
function inItsType(name: SettingName, text: string): unknown {
  const { type } = z.toJSONSchema(Settings.shape[name], { io: 'input' });
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'object') return objectOf(text);
  return type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Settings with their defaults, and everything that is wrong with them, each by itself and together. Where something is, the values are
 * not to be used.
 */
export function checkSettings(given: Given, place?: Place): { values: SettingValues; problems: Problem[] } {
  const issues = Settings.safeParse(given).error?.issues ?? [];
  const wrong = new Set(issues.map(({ path: [name] }) => String(name)));
  const usable = Object.entries(given).filter(([name]) => Object.hasOwn(Settings.shape, name) && !wrong.has(name));
  const values = Settings.parse(Object.fromEntries(usable));
  return { values, problems: [...issues.flatMap(problemsOf(given)), ...brokenRules(values, { wrong, place })] };
}

function problemsOf(given: Given) {
  return (issue: z.core.$ZodIssue): Problem[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map(unknownSetting);
    const [name, ...within] = issue.path.map(String);
    const what = within.length === 0 ? '' : ` (${within.join('.')})`;
    const sentence = `${name}${what} ${issue.message}, not ${JSON.stringify(given[name ?? ''])}.`;
    return [{ code: 'setting_unusable', sentence }];
  };
}

function unknownSetting(name: string): Problem {
  const names = Object.keys(Settings.shape).join(', ');
  return { code: 'setting_unknown', sentence: `There is no setting ${name}. Take it out, or name one of: ${names}.` };
}
