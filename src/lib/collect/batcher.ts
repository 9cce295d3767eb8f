import { isStoreDown } from '../store-down.ts'

/** One answer for each item, in the order of the items. An exception means that nothing of the batch was written. */
export type Flush<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>

export interface Batcher<Item, Answer> {
  /** Resolves when the batch that carries the item is committed. */
  add(item: Item): Promise<Answer>
  /** Resolves when everything added so far is committed or refused. */
  drain(): Promise<void>
  /** The number of items that wait or are being written. */
  size(): number
}

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: while one batch is being written, the next one collects items. There is no timer, so a single item is
 * written at once, and under load the batches grow by themselves. The next batch goes to the store before the callers
 * of the last batch get their answers, so the store and the callers work at the same time.
 *
 * A batch that fails is written again in halves, so that only the faulty item fails. If the store is down, all items
 * fail.
 */
export function createBatcher<Item, Answer>(
  flush: Flush<Item, Answer>,
  sizeMax: number,
): Batcher<Item, Answer> {
  let waiting: Waiting<Item, Answer>[] = []
  let onTheWay = 0
  let running: Promise<void> | undefined

  function start(): Underway<Item, Answer> | undefined {
    if (waiting.length === 0) return undefined
    const batch = waiting.slice(0, sizeMax)
    waiting = waiting.slice(sizeMax)
    onTheWay = batch.length
    return { batch, outcome: outcomeOf(batch, flush) }
  }

  async function run(): Promise<void> {
    // All items that arrive in the same turn of the event loop share the first batch.
    await new Promise<void>(resolve => setImmediate(resolve))
    let underway = start()
    while (underway !== undefined) {
      const outcome = await underway.outcome
      const next = start()
      // After the tick in which the driver sends the next batch.
      await new Promise<void>(resolve => process.nextTick(resolve))
      settle(underway.batch, outcome)
      underway = next ?? start()
    }
    onTheWay = 0
    running = undefined
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= run()
      })
    },
    async drain() {
      while (running) await running
    },
    size: () => waiting.length + onTheWay,
  }
}

interface Underway<Item, Answer> {
  readonly batch: readonly Waiting<Item, Answer>[]
  readonly outcome: Promise<Outcome<Answer>>
}

type Outcome<Answer> =
  | { readonly answers: readonly Answer[] }
  | { readonly error: unknown }
  /** The answers of the two halves of the batch. */
  | { readonly halves: readonly [Outcome<Answer>, Outcome<Answer>] }

async function outcomeOf<Item, Answer>(
  batch: readonly Waiting<Item, Answer>[],
  flush: Flush<Item, Answer>,
): Promise<Outcome<Answer>> {
  try {
    const answers = await flush(batch.map(({ item }) => item))
    if (answers.length === batch.length) return { answers }
    return { error: new Error(`${batch.length} items gave ${answers.length} answers`) }
  } catch (error) {
    if (batch.length === 1 || isStoreDown(error)) return { error }
    const [first, second] = halvesOf(batch)
    return { halves: [await outcomeOf(first, flush), await outcomeOf(second, flush)] }
  }
}

function settle<Item, Answer>(batch: readonly Waiting<Item, Answer>[], outcome: Outcome<Answer>): void {
  if ('halves' in outcome) {
    for (const [at, half] of halvesOf(batch).entries()) settle(half, outcome.halves[at] as Outcome<Answer>)
    return
  }
  for (const [at, { resolve, reject }] of batch.entries()) {
    if ('error' in outcome) reject(outcome.error)
    else resolve(outcome.answers[at] as Answer)
  }
}

function halvesOf<Value>(values: readonly Value[]): readonly [readonly Value[], readonly Value[]] {
  const middle = Math.ceil(values.length / 2)
  return [values.slice(0, middle), values.slice(middle)]
}
