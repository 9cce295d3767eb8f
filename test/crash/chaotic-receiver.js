// A receiver of feedback webhooks, in a process of its own so that it can be killed: node chaotic-receiver.js PORT FOLDER [fine].
// The first part of a request id says what happens to the first call about it, unless the receiver is fine. Every call is
// on disk before it is answered.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [port, folder, mood] = process.argv.slice(2)
const LOG = join(folder, 'calls')
const HEALED = join(folder, 'healed')

const accept = response => response.writeHead(204).end()
const TROUBLE = {
  silent: () => {},
  reset: response => response.socket.resetAndDestroy(),
  broken: response => response.writeHead(500).end('broken'),
  slow: response => response.writeHead(429, { 'retry-after': '1' }).end(),
  // Taken, as the status says, and the body of the answer never ends.
  drip(response) {
    response.writeHead(200, { 'content-length': '100000' })
    const timer = setInterval(() => response.write('x'), 100)
    response.on('close', () => clearInterval(timer))
  },
  elsewhere: response => response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end(),
  gone: response => response.writeHead(410).end(),
  stuck: response => response.writeHead(503).end(),
  // Taken, and the answer is lost on its way.
  lost: response => response.socket.destroy(),
}
const TAKEN = new Set(['accepted', 'lost', 'drip'])

const seen = new Set()
if (existsSync(LOG))
  for (const line of readFileSync(LOG, 'utf8').split('\n').filter(Boolean))
    seen.add(JSON.parse(JSON.parse(line).body).requestId)

function troubleOf(requestId) {
  if (mood === 'fine') return undefined
  const [kind = ''] = requestId.split('-')
  if (kind === 'stuck') return existsSync(HEALED) ? undefined : kind
  return seen.has(requestId) || !(kind in TROUBLE) ? undefined : kind
}

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString()
  const id = request.headers['webhook-id']
  const { requestId } = JSON.parse(body)
  const kind = troubleOf(requestId)
  const outcome = kind ?? 'accepted'
  const call = { id, outcome, isTaken: TAKEN.has(outcome), headers: request.headers, body }
  appendFileSync(LOG, `${JSON.stringify(call)}\n`)
  seen.add(requestId)
  ;(kind === undefined ? accept : TROUBLE[kind])(response)
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
