import { MACHINE_PRICES, machineUsdPerHour } from '../shared/contract/machine-price.ts';
import type { FormValues, SpecOf } from './field-spec.ts';
import type { GroupTitle } from './mapping-groups.ts';

type Spec<Value> = SpecOf<Value> & { group: GroupTitle };
interface MachineFields {
  machineCpus: Spec<number>;
  machineMemoryMb: Spec<number>;
  machineRegion: Spec<string>;
  extraEnv: Spec<string>;
}

/** What the machine of each run is like, where each gets one: `isShown` says of a form whether that is so. */
export function machineFields(isShown: (values: FormValues) => boolean): MachineFields {
  const group = 'Runs';
  return {
    machineCpus: {
      group,
      label: 'Processors',
      hint: 'Of the machine that each run gets: 1, 2, 4, 8 or 16.',
      placeholder: '2',
      range: [1, 16],
      isShown,
    },
    machineMemoryMb: {
      group,
      label: 'Memory in MB',
      hint: '256 to 2048 for each processor, or 2048 to 8192.',
      note: machinePriceNote,
      placeholder: '4096',
      range: [256, 131_072],
      isShown,
    },
    machineRegion: {
      group,
      label: 'Region on Fly',
      hint: 'Three letters. Without one Fly chooses.',
      placeholder: 'fra',
      isShown,
    },
    extraEnv: {
      group,
      label: 'Variables of the machine',
      hint: 'NAME=value, parted by blanks. Not for secrets: whoever sees the mapping or the machine reads them.',
      placeholder: 'TZ=Europe/Berlin CI=1',
      isShown,
    },
  };
}

/** What the machine of the form costs; empty while no such machine is made. */
function machinePriceNote({ machineCpus = '', machineMemoryMb = '' }: FormValues): string {
  const usd = machineUsdPerHour({ cpus: numberIn(machineCpus), memoryMb: numberIn(machineMemoryMb) });
  return usd === undefined ? '' : `About ${usd.toFixed(3)} USD an hour (Fly's list of ${MACHINE_PRICES.readAt}).`;
}

function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}
