import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

export interface Recorded {
  readonly text: string
  /** The place in the source that sent it first. */
  readonly from: string
}

const FRAMES_MAX = 60
/** A statement that is sent by tests alone is looked at so often, and then left. */
const LOOKS_MAX = 5

// The pool and the transactions pass statements on. They send `begin` and its like themselves.
const PASSES_ON = '/src/runtime/db/db.ts'

/** The line of the source whose statement it is; undefined if a test sent it by itself. */
function senderOf(stack: string): string | undefined {
  const ours = stack
    .split('\n')
    .filter(line => /\/(src|test)\//.test(line) && !/node_modules|\/test\/distributed\//.test(line))
  const sender = ours.find(line => !line.includes(PASSES_ON))
  return sender === undefined || /\/test\/|\.test\.ts/.test(sender)
    ? undefined
    : /src\/[^:]+:\d+/.exec(sender)?.[0]
}

/**
 * Writes every statement that Parley sends in this process to a folder, once. Statements that a test itself sends are left
 * out.
 * @returns ends it
 */
export function startRecording(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${process.pid}-${Date.now()}.jsonl`)
  const written = new Set<string>()
  const looks = new Map<string, number>()

  function note(text: string): void {
    const looked = looks.get(text) ?? 0
    if (written.has(text) || looked === LOOKS_MAX) return
    looks.set(text, looked + 1)
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = FRAMES_MAX
    const from = senderOf(new Error('here').stack ?? '')
    Error.stackTraceLimit = stackTraceLimit
    if (from === undefined) return
    written.add(text)
    appendFileSync(file, `${JSON.stringify({ text, from } satisfies Recorded)}\n`)
  }

  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: Parameters<typeof query>) {
    const [first]: readonly unknown[] = given
    if (typeof first === 'string') note(first)
    else if (typeof first === 'object' && first !== null && 'text' in first) note(String(first.text))
    return query.apply(this, given)
  } as typeof query
  return () => {
    pg.Client.prototype.query = query
  }
}

/** What was recorded in a folder, each text once. */
export function readRecorded(folder: string): Recorded[] {
  const lines = readdirSync(folder).flatMap(name =>
    readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
  )
  const all = lines.map((line): Recorded => JSON.parse(line))
  return [...new Map(all.map(each => [each.text, each])).values()]
}
