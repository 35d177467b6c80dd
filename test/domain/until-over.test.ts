import { expect, test } from 'vitest';
import { untilOver } from '../../shared/domain/until-over.ts';

function aWorld() {
  const done: string[] = [];
  let isOver = false;
  const ports = {
    version: '1',
    clock: { now: () => 'now' },
    trackers: {
      linear: {
        name: 'linear',
        async show(id: string) {
          done.push(id);
        },
      },
    },
  };
  return {
    done,
    ports: untilOver(ports, () => isOver),
    end: () => {
      isOver = true;
    },
  };
}

test('until its time is over everything is as it is', async () => {
  const { ports, done } = aWorld();
  await ports.trackers.linear.show('a');

  expect([ports.version, ports.clock.now(), ports.trackers.linear.name, done]).toEqual(['1', 'now', 'linear', ['a']]);
});

test('once it is over no port has an effect, whoever holds it, however deep', () => {
  const { ports, done, end } = aWorld();
  const { show } = ports.trackers.linear;
  end();

  expect(() => ports.clock.now()).toThrow('its time is over');
  expect(() => show('a')).toThrow('its time is over');
  expect(done).toEqual([]);
});
