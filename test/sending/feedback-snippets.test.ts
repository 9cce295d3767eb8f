import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { SNIPPETS } from '../../console/src/parts/webhook-form/snippets.ts'
import { createSigningSecret, signatureHeaders } from '../../src/features/feedback/sign.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-snippets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const textOf = (language: string) => SNIPPETS.find(each => each.language === language)?.text ?? ''

/** Runs a snippet of the console, and returns what it says of a delivery. */
const RUN: Readonly<Record<string, (headers: object, body: string, secret: string) => boolean>> = {
  JavaScript(headers, body, secret) {
    const file = join(folder, 'verify.mjs')
    writeFileSync(file, textOf('JavaScript'))
    const script = `import { isFromParley } from ${JSON.stringify(pathToFileURL(file).href)}
      console.log(isFromParley(${JSON.stringify(headers)}, ${JSON.stringify(body)}, ${JSON.stringify(secret)}))`
    return outputOf(process.execPath, ['--input-type=module', '-e', script]) === 'true'
  },
  Python(headers, body, secret) {
    const call = `import json\nprint(is_from_parley(json.loads(${JSON.stringify(JSON.stringify(headers))}), ${JSON.stringify(body)}.encode(), ${JSON.stringify(secret)}))`
    return outputOf('python3', ['-c', `${textOf('Python')}\n${call}`]) === 'True'
  },
}

function outputOf(program: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout.trim()
}

describe.each(SNIPPETS)('the snippet in $language', ({ language }) => {
  const body = '{"eventType":"message.feedback"}'
  const [secret, previous, other] = [createSigningSecret(), createSigningSecret(), createSigningSecret()]
  const run = RUN[language] ?? (() => false)

  it('accepts a delivery, also while the secret is replaced', () => {
    const signed = signatureHeaders('msg-1', new Date(), body, [secret, previous])
    expect(run(signed, body, secret)).toBe(true)
    expect(run(signed, body, previous)).toBe(true)
  })

  it('refuses another secret, another body and an old delivery', () => {
    const signed = signatureHeaders('msg-1', new Date(), body, [secret])
    expect(run(signed, body, other)).toBe(false)
    expect(run(signed, `${body} `, secret)).toBe(false)
    const old = signatureHeaders('msg-1', new Date(Date.now() - 600_000), body, [secret])
    expect(run(old, body, secret)).toBe(false)
  })
})
