import { type FlySettings, type FlySimulator, startFlySimulator } from './fly-simulator.ts';
import { type LocalMachinesSettings, localMachines } from './local-machines.ts';

interface PlayedFlySettings extends Omit<FlySettings, 'launch'> {
  /** What machines are played with. @default they never start */
  programs: Omit<LocalMachinesSettings, 'clock'> | undefined;
}

/** Fly with one app whose machines are processes of this one, and how the stages of each are kept apart, for people. */
export async function startPlayedFly({ programs, ...settings }: PlayedFlySettings): Promise<{
  fly: FlySimulator;
  walls: string;
}> {
  const machines = programs && localMachines({ ...programs, clock: settings.clock });
  const fly = await startFlySimulator({ ...settings, ...(machines && { launch: machines.launch }) });
  return { fly, walls: machines?.walls ?? 'its machines never start' };
}
