import { ticketName } from '../../shared/domain/ticket.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { type Days, days } from './days.ts';
import type { BreakPoint } from './port-trace.ts';
import type { Fate } from './runners.ts';
import { aWorld, type World, type WorldOptions } from './world.ts';

/** A story that is played once as it is, and once for every port call that can break in it. */
export interface Story {
  fates: Fate[];
  options?: WorldOptions;
  /** A fault of the outside, set before the story begins. Where it answers a function, that is what people do once all is quiet. */
  trouble?: (world: World) => (() => Promise<void>) | void;
  /** What the only ticket must look like in the end. */
  ends: { status: string; markers: string[]; comments: RegExp[] };
}

/** Longer than a reserved run may last, twice, and a run that falls silent. */
const LIMIT_MINUTES = 8 * 60;

/** Plays the story with every break in turn; answers a sentence for each that did not end well. */
export async function brokenEverywhere(story: Story): Promise<{ breaks: number; problems: string[] }> {
  const { world, busyCalls } = await play(story);
  const problems: string[] = [];
  let breaks = 0;
  for (const [index, name] of world.trace.calls.slice(0, busyCalls).entries()) {
    for (const point of pointsAt(index + 1)) {
      breaks += 1;
      const problem = await problemOf(story, point);
      if (problem !== undefined) problems.push(`${point.way} ${point.side} ${name} (${point.call}): ${problem}`);
    }
  }
  return { breaks, problems };
}

function pointsAt(call: number): BreakPoint[] {
  const sides = ['before', 'after'] as const;
  return sides.flatMap((side) => [
    { call, side, way: 'dies' },
    { call, side, way: 'throws' },
  ]);
}

async function problemOf(story: Story, point: BreakPoint): Promise<string | undefined> {
  try {
    const { world } = await play(story, point);
    const found = JSON.stringify(await endOf(world));
    const wanted = JSON.stringify(wantedEnd(story));
    if (found !== wanted) return `${found} instead of ${wanted}`;
    const comments = world.tracker.commentsOn(aTicket().ticketId).map((comment) => comment.body);
    // One that fails does not keep the next ones back, so that their order is not that of calm weather.
    const isAsWanted = story.ends.comments.every((pattern) => comments.some((body) => pattern.test(body)));
    return isAsWanted && comments.length === story.ends.comments.length ? undefined : `comments ${comments.join('\n')}`;
  } catch (error) {
    return String(error);
  }
}

async function play(story: Story, point?: BreakPoint): Promise<{ world: World; busyCalls: number }> {
  const world = await aWorld(story.options);
  const mend = story.trouble?.(world);
  if (point !== undefined) world.trace.breakAt(point);
  const time = days(world, ...story.fates);
  let busyCalls = await passUntilSettled(world, time);
  if (mend !== undefined) {
    await mend();
    busyCalls = await passUntilSettled(world, time);
  }
  if (time.queues.dead > 0) throw new Error('a message was given up');
  return { world, busyCalls };
}

/**
 * Quiet once is not enough: what is offered by the poll begins after a quiet moment. Answers how many calls there were
 * before it stayed quiet.
 */
async function passUntilSettled(world: World, time: Days): Promise<number> {
  let busyCalls = 0;
  for (let quiet = 0; quiet < 3; ) {
    const isBusy = (await time.passUntilQuiet(LIMIT_MINUTES)) > 1;
    quiet = isBusy ? 0 : quiet + 1;
    if (isBusy) busyCalls = world.trace.calls.length;
  }
  if ((await world.dispatchRecords.read(aTicket()))?.liveRunId !== undefined) throw new Error('a run is still live');
  return busyCalls;
}

async function endOf(world: World) {
  const record = await world.tickets.read(aTicket());
  const ticket = await world.tracker.read(aTicket().ticketId);
  return { ticket: ticketName(aTicket()), status: record?.status, markers: ticket?.markers, due: record?.next ?? null };
}

function wantedEnd({ ends }: Story) {
  return { ticket: ticketName(aTicket()), status: ends.status, markers: ends.markers, due: null };
}
