import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
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
  Go(headers, body, secret) {
    const [given, said, key] = [Object.entries(headers), body, secret].map(each => JSON.stringify(each))
    const main = `
func main() {
	headers := http.Header{}
	var pairs [][2]string
	if json.Unmarshal([]byte(${JSON.stringify(given)}), &pairs) != nil {
		panic("no headers")
	}
	for _, pair := range pairs {
		headers.Set(pair[0], pair[1])
	}
	fmt.Println(IsFromParley(headers, []byte(${said}), ${key}))
}
`
    const file = join(folder, 'verify.go')
    const text = textOf('Go').replace('package webhook', 'package main')
    writeFileSync(file, text.replace('import (', 'import (\n\t"encoding/json"\n\t"fmt"') + main)
    return outputOf('go', ['run', file]) === 'true'
  },
  Java(headers, body, secret) {
    const pairs = Object.entries(headers).map(
      ([name, value]) => `${JSON.stringify(name)}, ${JSON.stringify(value)}`,
    )
    const main = `class Main {
  public static void main(String[] given) throws Exception {
    System.out.println(ParleyWebhook.isFromParley(Map.of(${pairs.join(', ')}), ${JSON.stringify(body)}.getBytes(), ${JSON.stringify(secret)}));
  }
}
`
    const text = textOf('Java')
    const file = join(folder, 'Main.java')
    // Of a file that is run, the first class has the method main.
    writeFileSync(
      file,
      text.replace('class ParleyWebhook', () => `${main}class ParleyWebhook`),
    )
    return outputOf('java', [file]) === 'true'
  },
}

function outputOf(program: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout.trim()
}

/** Compilers that not every machine has. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  Go: ['go', 'version'],
  Java: ['java', '-version'],
}
const isMissing = (language: string): boolean => {
  const [program, ...args] = PROGRAMS[language] ?? []
  return program !== undefined && spawnSync(program, args).status !== 0
}

describe.each(SNIPPETS)('the snippet in $language', { timeout: 600_000 }, ({ language }) => {
  const it = test.skipIf(isMissing(language))
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
