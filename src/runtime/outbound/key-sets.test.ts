import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKeySets, type KeySets } from './key-sets.ts'
import { createOutbound } from './outbound.ts'

const START = Date.parse('2026-03-02T09:00:00Z')
const minutes = (count: number) => count * 60_000

describe('key sets', () => {
  const outbound = createOutbound({
    allowedPrivateHosts: '127.0.0.1',
    timeoutMs: 5_000,
    responseBytesMax: 10_000,
  })
  let fetched = 0
  let status = 200
  let body = ''
  const server = createServer((_request, response) => {
    fetched += 1
    response.writeHead(status).end(body)
  })
  let url = ''
  let now = START
  let keySet: KeySets

  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  })
  afterAll(async () => {
    await outbound.close()
    server.close()
  })
  beforeEach(() => {
    now = START
    fetched = 0
    answer(200, { keys: [{ kid: 'first' }] })
    keySet = createKeySets(outbound, () => new Date(now))
  })

  function answer(withStatus: number, content: unknown): void {
    status = withStatus
    body = JSON.stringify(content)
  }

  it('are fetched again when a key is missing, but not for every token that names one', async () => {
    await keySet(url)
    answer(200, { keys: [{ kid: 'rotated' }] })
    now += 29_999
    expect(await keySet(url, true)).toEqual({ keys: [{ kid: 'first' }] })
    now += 1
    expect(await keySet(url, true)).toEqual({ keys: [{ kid: 'rotated' }] })
    await keySet(url, true)
    expect(fetched).toBe(2)
  })

  it('are fetched once for all who ask, and kept for ten minutes', async () => {
    const sets = await Promise.all(Array.from({ length: 20 }, () => keySet(url)))
    expect(new Set(sets.map(set => JSON.stringify(set)))).toEqual(new Set(['{"keys":[{"kid":"first"}]}']))
    now += minutes(10) - 1
    await keySet(url)
    expect(fetched).toBe(1)
    answer(200, { keys: [{ kid: 'second' }] })
    now += 1
    expect(await keySet(url)).toEqual({ keys: [{ kid: 'second' }] })
    expect(fetched).toBe(2)
  })

  it('stay valid for an hour when their address stops answering, with a new attempt every half minute', async () => {
    await keySet(url)
    answer(500, {})
    now += minutes(30)
    for (let asked = 0; asked < 5; asked++) expect(await keySet(url)).toEqual({ keys: [{ kid: 'first' }] })
    expect(fetched).toBe(2)
    now += 30_000
    await keySet(url)
    expect(fetched).toBe(3)
    now = START + minutes(60) + 1
    await expect(keySet(url)).rejects.toThrow('answered with 500')
    answer(200, { keys: [] })
    now += 30_000
    expect(await keySet(url)).toEqual({ keys: [] })
  })

  it.each([{}, [], null, 'text', { keys: 'none' }])('are not %j', async content => {
    answer(200, content)
    await expect(keySet(url)).rejects.toThrow('no key set')
    answer(200, { keys: [] })
    await expect(keySet(url)).rejects.toThrow('no key set')
    expect(fetched).toBe(1)
  })
})
