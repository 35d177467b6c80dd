import type { LocalClock } from '../clock.ts';
import type { SimulatedClouds } from './peopled-run.ts';
import { changesOf } from './ticket-sight.ts';

interface Seen {
  vendors: SimulatedClouds;
  clock: Pick<LocalClock, 'now' | 'offsetMs'>;
}

/** Prints what happens in the simulated world from now on, as people would see it there; each call tells what is new. */
export function newsTeller({ vendors, clock }: Seen, print = console.log): () => void {
  const nameOf = (change: ReturnType<typeof changesOf>[number]) => JSON.stringify(change);
  const told = new Set(changesOf(vendors).map(nameOf));
  let day = textOf(clock.now()).slice(0, 10);
  let offset = clock.offsetMs();
  const startDay = (date: string) => {
    if (date > day) print(`  ${date}`);
    if (date > day) day = date;
  };
  return () => {
    if (clock.offsetMs() !== offset) print(`  The clock was moved: it is ${textOf(clock.now())} UTC.`);
    offset = clock.offsetMs();
    for (const change of changesOf(vendors).filter((one) => !told.has(nameOf(one)))) {
      told.add(nameOf(change));
      startDay(change.at.slice(0, 10));
      print(`  ${change.at.slice(11, 19)}  ${change.key.padEnd(8)}${change.event}`);
    }
  };
}

const textOf = (now: number) => new Date(now).toISOString().slice(0, 19).replace('T', ' ');
