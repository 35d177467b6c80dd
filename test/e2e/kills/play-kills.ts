import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Home, homeIn } from '../../../local/world/home/home.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../../simulators/linear/seed.ts';
import type { Random } from '../../simulation/random.ts';
import { freePorts } from '../free-ports.ts';
import { type MortalStart, mortalStart } from './mortal-start.ts';

export interface KilledLaptop {
  cwd: string;
  home: Home;
  port: number;
  keys: string[];
  laptop: MortalStart;
  /** What reviewers said and were heard saying, by pull request. */
  said: string[];
}

/** A home with so many tickets that are marked, and no mapping yet. */
export async function aHomeWithTickets(tickets: number): Promise<KilledLaptop> {
  const cwd = mkdtempSync(join(tmpdir(), 'ai-implement-kills-'));
  const home = homeIn(join(cwd, '.local'));
  mkdirSync(home.folder, { recursive: true });
  const issues = Array.from({ length: tickets }, (_, n) => ({ title: `Greet ${n}`, labels: [TRIGGER_LABEL] }));
  const linear = stateFromSeed({ teams: [{ key: 'TKT', name: 'Tickets', issues }] }, Date.now());
  home.writeKept({ clockOffsetMs: 0, isBeginning: true, linear });
  const port = await freePorts(5);
  const keys = issues.map((_, n) => `TKT-${n + 1}`);
  return { cwd, home, port, keys, laptop: mortalStart({ cwd, home, port }), said: [] };
}

/** How long one start lives: until functions have said so much since it was up, and then some real milliseconds. */
interface Life {
  lines: number;
  thenMs: number;
}

/** Of the starts that die before they are up. */
const EARLY = 0.2;
/** At most. Lines tell of work that was done, however busy this machine is; jobs are at work between them. */
const LINES = 60;
const MOMENT_MS = { early: 4000, up: 1500 };
const LOOK_EVERY_MS = 25;
const REVIEW_EVERY_MS = 500;
/** A life in which there is nothing to review is not for ever. */
const REVIEW_WITHIN_MS = 30_000;

function lifeOf(random: Random): Life {
  if (random.chance(EARLY)) return { lines: 0, thenMs: random.below(MOMENT_MS.early) };
  return { lines: 1 + random.below(LINES), thenMs: random.below(MOMENT_MS.up) };
}

/** Kills so often, and lets time go and reviewers speak in between: once in two lives at least, however busy this machine is. */
export async function playKills(killed: KilledLaptop, random: Random, kills: number): Promise<void> {
  const { laptop } = killed;
  const lives = Array.from({ length: kills }, () => lifeOf(random));
  for (const [index, life] of lives.entries()) {
    laptop.start();
    const ended = endOf(killed, life, Math.floor(index / 2)).then(laptop.kill);
    await Promise.all([ended, passTime(laptop), reviewAll(killed, random)]);
  }
}

async function endOf({ laptop, home, said }: KilledLaptop, { lines, thenMs }: Life, reviews: number): Promise<void> {
  const logged = () => (existsSync(home.logFile) ? readFileSync(home.logFile, 'utf8').split('\n').length : 0);
  if (lines > 0 && (await laptop.isUp())) {
    for (const from = logged(); logged() < from + lines; ) await delay(LOOK_EVERY_MS);
    for (const until = Date.now() + REVIEW_WITHIN_MS; said.length < reviews && Date.now() < until; )
      await delay(LOOK_EVERY_MS);
  }
  await delay(thenMs);
}

/** Moves time on whenever nothing goes on, until the laptop dies. */
async function passTime(laptop: MortalStart): Promise<void> {
  while ((await laptop.move('clock', 'next')) !== undefined);
}

/** Reviews what is there, one by one, until the laptop dies. */
async function reviewAll(killed: KilledLaptop, random: Random): Promise<void> {
  while (await review(killed, random)) await delay(REVIEW_EVERY_MS);
}

/** Somebody asks for changes on a pull request that nobody has reviewed; false where the laptop died over it. */
async function review({ laptop, said }: KilledLaptop, random: Random): Promise<boolean> {
  const listed = await laptop.move('list');
  if (listed === undefined) return false;
  const pulls = [...listed.matchAll(/\/acme\/backend\/pull\/(\d+)/g)].map(([, number]) => Number(number));
  const waiting = [...new Set(pulls)].filter((number) => !said.some((one) => one.startsWith(`#${number} `)));
  const number = random.pick(waiting);
  if (number === undefined) return true;
  const text = `Please greet number ${number} in another way, wish ${said.length}.`;
  const place = `acme/backend#${number}`;
  const told = await (random.chance(0.5)
    ? laptop.move('review', place, 'request-changes', text)
    : laptop.move('comment', place, text));
  if (told === undefined) return false;
  said.push(`#${number} ${text}`);
  return true;
}
