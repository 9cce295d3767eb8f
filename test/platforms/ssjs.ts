import { Worker } from 'node:worker_threads'

/**
 * Runs server-side JavaScript as Marketing Cloud does while it makes an email, as far as the engine shows: calls
 * block, answers are .NET objects that become text only through String(), there is no JSON, and reading a missing
 * attribute throws.
 * @param attributes of the subscriber and the send
 * @returns the AMPscript variables that it has set
 */
export function runSsjs(
  html: string,
  attributes: Readonly<Record<string, string | number>>,
): Promise<Readonly<Record<string, string>>> {
  const code = /^<script runat="server">\n([\s\S]*)\n<\/script>$/.exec(html)?.[1]
  if (code === undefined) throw new Error('the snippet is no script block')
  return new Promise((resolve, reject) => {
    // In a separate thread, which may block while this one answers its calls.
    const worker = new Worker(ENGINE, { eval: true, workerData: { code, attributes } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const ENGINE = `
const { spawnSync } = require('node:child_process')
const { runInNewContext } = require('node:vm')
const { parentPort, workerData } = require('node:worker_threads')
const variables = {}

const CALL = "let text = ''; process.stdin.on('data', chunk => { text += chunk }).on('end', async () => {" +
  "const { url, ...request } = JSON.parse(text);" +
  "try { const reply = await fetch(url, request);" +
  "console.log(JSON.stringify({ status: reply.status, text: await reply.text() })) }" +
  "catch { console.log(JSON.stringify({ status: 500, text: '' })) } })"

function HttpRequest(url) {
  const headers = {}
  this.setHeader = (name, value) => { headers[name] = value }
  this.send = () => {
    const request = {
      url, method: this.method, body: this.postData,
      headers: { ...headers, 'content-type': this.contentType },
    }
    const { stdout } = spawnSync(process.execPath, ['-e', CALL], { input: JSON.stringify(request) })
    const { status, text } = JSON.parse(stdout.toString())
    if (status >= 400 && !this.continueOnError) throw new Error('HTTP ' + status)
    return { statusCode: { valueOf: () => status }, content: { toString: () => text } }
  }
}

const parse = JSON.parse
const context = {
  JSON: undefined,
  Platform: {
    Load() {},
    Function: {
      ParseJSON(text) {
        if (typeof text !== 'string') throw new TypeError('ParseJSON wants text')
        return parse(text)
      },
    },
  },
  Script: { Util: { HttpRequest } },
  Stringify: value => JSON.stringify(value),
  Attribute: {
    GetValue(name) {
      if (!Object.hasOwn(workerData.attributes, name)) throw new Error('there is no attribute ' + name)
      return workerData.attributes[name]
    },
  },
  Variable: { SetValue(name, value) { variables[name] = String(value) } },
}
runInNewContext(workerData.code, context, { timeout: 20000 })
parentPort.postMessage(variables)
`
