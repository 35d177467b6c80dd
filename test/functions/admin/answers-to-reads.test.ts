import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aMapping } from '../../builders/a-mapping.ts';
import { aSite, signedIn } from './a-site.ts';
import { anAdminWorld } from './an-admin-world.ts';

async function aReader() {
  const world = anAdminWorld();
  const site = aSite(world);
  const cookie = await signedIn(site);
  const read = (headers: Record<string, string> = {}) =>
    site.send({ method: 'GET', path: '/api/overview', headers, ...cookie });
  return { world, read };
}

describe('an answer to a read', () => {
  it('has no body where nothing but the time has changed, and tells that', async () => {
    const { world, read } = await aReader();
    const first = await read();
    world.clock.advance(5000);
    const again = await read({ 'if-none-match': first.headers['etag'] ?? '' });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
    expect(again.headers).toMatchObject({ etag: first.headers['etag'], 'x-server-time': world.clock.now() });
  });

  it('is whole once something has changed', async () => {
    const { world, read } = await aReader();
    const first = await read();
    await world.mappings.save(aMapping());
    const again = await read({ 'if-none-match': first.headers['etag'] ?? '' });
    expect(again).toMatchObject({ statusCode: 200, json: { mappingCount: 1 } });
    expect(again.headers['etag']).not.toBe(first.headers['etag']);
  });

  it.each(['gzip, deflate, br', 'br;q=1, gzip;q=0.5'])('is packed for who takes %s', async (accepted) => {
    const { world, read } = await aReader();
    for (let n = 0; n < 30; n += 1)
      await world.mappings.save(
        aMapping({ mappingId: `m${n}`, teamKey: `T${n}`, suspended: { reason: 'no workflow', at: world.clock.now() } }),
      );
    const plain = await read();
    const packed = await read({ 'accept-encoding': accepted });
    expect(packed).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    expect(gunzipSync(Buffer.from(packed.body, 'base64')).toString()).toBe(plain.body);
    expect(plain.body.length).toBeGreaterThan(packed.body.length * 3);
  });

  it.each(['', 'identity', 'gzip;q=0'])('is plain for who takes %j', async (accepted) => {
    const { read } = await aReader();
    const answer = await read({ 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.json).toMatchObject({ mappingCount: 0 });
  });
});
