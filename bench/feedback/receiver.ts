// A receiver of feedback webhooks that is fast, slow (/slow/MS) or never answers (/stuck). It stores the time of the
// first report about each request.
import { createServer } from 'node:http'

let arrivals: Record<string, number> = {}

createServer(async (request, response) => {
  const { method, url = '' } = request
  if (method !== 'POST') {
    if (url === '/arrivals') response.end(JSON.stringify(arrivals))
    else response.end()
    return
  }
  const text = Buffer.concat(await request.toArray()).toString()
  if (url === '/forget') {
    arrivals = {}
    response.end()
    return
  }
  const [, kind, ms] = url.split('/')
  if (kind === 'stuck') return
  arrivals[JSON.parse(text).requestId] ??= Date.now()
  if (kind === 'slow') await new Promise(resolve => setTimeout(resolve, Number(ms)))
  response.writeHead(204).end()
}).listen(Number(process.env['PORT']), '127.0.0.1')
