import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import { LEASE_MS } from './lease.ts'
import type { QueueWorker } from './queue-worker.ts'

/** A queue with a real receiver and its own clock. */
export interface OutboxScene {
  /** Deletes all items, and sets the clock to the present moment. */
  reset(): Promise<void>
  close(): Promise<void>
  /** Moves the clock forward. */
  pass(ms: number): void
  /** Queues an item of that name in the only lane. */
  queue(name: string): Promise<void>
  /** The names of the items that the receiver got, in the order of the calls. */
  received(): readonly string[]
  /** Sets the receiver's response to the next calls. */
  respondWith(respond: (response: ServerResponse, name: string) => void): void
  accept(response: ServerResponse): void
  /**
   * A worker of a process that has just started.
   * @param broken the item for which our own code throws before the call
   */
  worker(broken?: string): QueueWorker
  item(name: string): Promise<ItemView>
  /** Makes the database refuse all writes about the item. Returns a function that ends this. */
  refuseWrites(name: string): Promise<() => Promise<void>>
}

export interface ItemView {
  readonly state: 'waits' | 'done' | 'dead' | 'unknown'
  readonly attempts: number
  readonly reason: string | null
}

/**
 * The conformance suite of all queues.
 * @param mayRepeat whether the queue retries an item that the receiver may have accepted; otherwise a person decides
 */
export function testOutbox(name: string, mayRepeat: boolean, start: () => Promise<OutboxScene>): void {
  describe(`${name} keep the contract of the outbox`, () => {
    let scene: OutboxScene
    beforeAll(async () => {
      scene = await start()
    })
    afterAll(() => scene.close())
    beforeEach(async () => {
      await scene.reset()
      scene.respondWith(response => scene.accept(response))
    })

    const work = async (worker: QueueWorker, rounds: number, pauseMs = SECOND_MS) => {
      for (let round = 0; round < rounds; round++) {
        await worker.round()
        await worker.settled()
        scene.pass(pauseMs)
      }
    }
    const queueAll = async (...names: string[]) => {
      for (const each of names) await scene.queue(each)
    }
    const untilReceived = (count: number) =>
      expect.poll(() => scene.received().length, { timeout: 20_000 }).toBe(count)
    const stateOf = async (each: string) => (await scene.item(each)).state

    it('each item goes out once, whoever looks for work at the same moment', async () => {
      await queueAll('a', 'b', 'c')
      const workers = [scene.worker(), scene.worker()]
      for (let round = 0; round < 5; round++) {
        await Promise.all(workers.map(worker => worker.round()))
        await Promise.all(workers.map(worker => worker.settled()))
        scene.pass(SECOND_MS)
      }
      expect([...scene.received()].sort()).toEqual(['a', 'b', 'c'])
      expect(await scene.item('a')).toEqual({ state: 'done', attempts: 1, reason: null })
    })

    describe('a worker that stood still past its lease', () => {
      /** A worker in the middle of a call, whose lease has ended. */
      async function standStill() {
        let wake: (answer: 'accept' | 'break off') => void = () => {}
        scene.respondWith(response => {
          wake = answer => (answer === 'accept' ? scene.accept(response) : response.destroy())
        })
        const sleeper = scene.worker()
        await sleeper.round()
        await untilReceived(1)
        scene.pass(LEASE_MS + SECOND_MS)
        return {
          async wake(answer: 'accept' | 'break off') {
            wake(answer)
            await sleeper.settled()
          },
        }
      }

      it('overwrites nothing that the next holder has noted', async () => {
        await queueAll('a')
        const sleeper = await standStill()
        scene.respondWith(response => scene.accept(response))
        await work(scene.worker(), 3)
        expect(await stateOf('a')).toBe(mayRepeat ? 'done' : 'unknown')
        await sleeper.wake('break off')
        expect(await stateOf('a')).toBe(mayRepeat ? 'done' : 'unknown')
        await work(scene.worker(), 3, HOUR_MS)
        expect(scene.received()).toEqual(mayRepeat ? ['a', 'a'] : ['a'])
      })

      it('frees nothing that the next holder has', async () => {
        await queueAll('a')
        const sleeper = await standStill()
        await queueAll('b')
        const held: ServerResponse[] = []
        scene.respondWith(response => held.push(response))
        const holder = scene.worker()
        await holder.round()
        await expect.poll(() => held.length).toBeGreaterThan(0)
        const before = scene.received().length
        await queueAll('c')
        await sleeper.wake('break off')
        const third = scene.worker()
        await third.round()
        await third.settled()
        expect(scene.received()).toHaveLength(before)
        scene.respondWith(response => scene.accept(response))
        for (const response of held) scene.accept(response)
        await holder.settled()
      })
    })

    describe('what happens to one item is one attempt of it', () => {
      const TROUBLE: Readonly<Record<string, (response: ServerResponse) => void>> = {
        'an answer that is no HTTP': response => response.socket?.end('nonsense\r\n\r\n'),
        'a header that is none': response =>
          response.socket?.end('HTTP/1.1 200 OK\r\nX-Bad: \u0001\r\nContent-Length: 2\r\n\r\nok'),
        'a chunk that is none': response =>
          response.socket?.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n'),
        'a broken connection': response => response.destroy(),
      }
      it.each(Object.keys(TROUBLE))('%s', async trouble => {
        scene.respondWith((response, each) =>
          each === 'bad' ? TROUBLE[trouble]?.(response) : scene.accept(response),
        )
        await queueAll('bad', 'b', 'c')
        await work(scene.worker(), 2)
        // Further rounds in which hardly any time passes make no calls.
        await work(scene.worker(), 5, 50)
        expect([...scene.received()].sort()).toEqual(['b', 'bad', 'c'])
        expect(await scene.item('bad')).toEqual({
          state: mayRepeat ? 'waits' : 'unknown',
          attempts: 1,
          reason: expect.stringMatching(/\w/),
        })
        expect([await stateOf('b'), await stateOf('c')]).toEqual(['done', 'done'])
      })

      it('a mistake in our own code', async () => {
        await queueAll('bad', 'b', 'c')
        await work(scene.worker('bad'), 1, 100)
        await work(scene.worker('bad'), 5, 50)
        expect([...scene.received()].sort()).toEqual(['b', 'c'])
        const { state, attempts, reason } = await scene.item('bad')
        expect([state, attempts]).toEqual(['waits', 1])
        expect(reason).toMatch(/the log/)
        scene.pass(HOUR_MS)
        await work(scene.worker(), 2)
        expect(await stateOf('bad')).toBe('done')
      })

      it('what came of it that cannot be stored', async () => {
        await queueAll('bad', 'b', 'c')
        const end = await scene.refuseWrites('bad')
        const worker = scene.worker()
        const working = work(worker, 3)
        await untilReceived(3)
        await expect.poll(() => stateOf('b')).toBe('done')
        await end()
        await working
        await work(worker, 3)
        expect([...scene.received()].sort()).toEqual(['b', 'bad', 'c'])
        expect([await stateOf('bad'), await stateOf('b')]).toEqual(['done', 'done'])
      })
    })

    it('the receiver is left alone for as long as it asks', async () => {
      scene.respondWith(response => response.writeHead(429, { 'retry-after': '600' }).end('{}'))
      await queueAll('a')
      await work(scene.worker(), 1)
      scene.respondWith(response => scene.accept(response))
      await queueAll('b')
      await work(scene.worker(), 9, MINUTE_MS)
      expect(scene.received()).toEqual(['a'])
      await work(scene.worker(), 4, MINUTE_MS)
      expect(scene.received()).toHaveLength(3)
    })

    it('after failures in a row one item finds out whether the receiver is back', async () => {
      scene.respondWith(response => response.writeHead(503).end('{}'))
      await queueAll(...'abcdefghijkl')
      await work(scene.worker(), 20, 0)
      scene.pass(HOUR_MS)
      const before = scene.received().length
      await work(scene.worker(), 5, 0)
      expect(scene.received()).toHaveLength(before + 1)
      scene.respondWith(response => scene.accept(response))
      await work(scene.worker(), 15, HOUR_MS)
      expect(await stateOf('l')).toBe('done')
    })
  })
}
