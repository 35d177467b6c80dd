import { readFileSync } from 'node:fs';

/** The most that a process ever had in memory, in MB of 1,000,000 bytes: Linux keeps the highest resident size, in kB of 1024 bytes. */
export function peakMb(pid: number): number {
  const [, value] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(value) * 1024) / 1_000_000;
}
