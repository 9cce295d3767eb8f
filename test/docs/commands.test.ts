import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/commands/commands.ts'
import { ADMIN_KEY } from '../app.ts'
import { createOrg } from '../factories.ts'
import { MAIN } from '../main.ts'
import { useServer } from '../scene.ts'
import { type Command, commandsOf, kindOf } from './commands.ts'

const ROOT = new URL('../../', import.meta.url)
const pagesIn = (folder: string) =>
  readdirSync(new URL(folder, ROOT))
    .filter(name => name.endsWith('.md'))
    .map(name => `${folder}${name}`)
const PAGES = ['README.md', ...pagesIn('docs/'), ...pagesIn('docs/platforms/')]
const all = PAGES.flatMap(commandsOf)
const ofKind = (kind: ReturnType<typeof kindOf>) => all.filter(command => kindOf(command) === kind)
const saying = ({ page, line, text }: Command) => `${page}:${line} ${text.split('\n')[0]}`

const server = useServer({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
let address = ''
beforeAll(async () => {
  address = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.app.server.closeAllConnections())

const EXPORT = /^export PARLEY=\S+ KEY=\S+(?: ORG=\S+)?$/
const API = `api() { curl -sS -X "$1" "$PARLEY/api/v1/orgs/$ORG$2" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' "\${@:3}"; }`

/** Curl says what a server answers, and a refusal ends the script. A stream is read for a moment. */
const PRELUDE = `set -euo pipefail
curl() {
  if [[ " $* " == *" -N "* ]]; then command curl --max-time 2 "$@" || [[ $? == 28 ]]; return 0; fi
  command curl --fail-with-body "$@" || { echo " <- curl \${*: -1}" >&2; return 1; }
}`

/** An organisation with what the pages speak of. */
async function stage(slug: string): Promise<Readonly<Record<string, string>>> {
  await createOrg(server, slug)
  const at = `/api/v1/orgs/${slug}`
  const post = async (path: string, body: object) => (await server.call('POST', `${at}${path}`, body)).body
  const { key } = await post('/keys', { name: 'docs', scopes: ['serve', 'ingest', 'manage'] })
  const template = async (id: string, variables: readonly string[], settings: object = {}) => {
    await post('/templates', { id, variables, key_metric: 'click_rate', ...settings })
    const vars = Object.fromEntries(variables.map(name => [name, `${name} for {{ name }}`]))
    const variant = async (body: object) => (await post(`/templates/${id}/variants`, { vars, ...body })).id
    await variant({ name: 'Before', control: true })
    const ids = [
      await variant({ name: 'One', status: 'approved' }),
      await variant({ name: 'Two', status: 'approved' }),
    ]
    await server.call('PATCH', `${at}/templates/${id}`, { status: 'active' })
    return ids
  }
  const [variant = '', other = ''] = await template('welcome', ['subject', 'body'])
  const deliver = { transport: 'smtp', html_variable: 'button' }
  await template('welcome-email', ['subject', 'preheader', 'button'], { integration: { deliver } })
  await template('order-confirmation', ['subject'])
  const { id: webhook } = await post('/feedback-webhooks', { name: 'docs', url: 'https://crm.example.com/' })
  await server.call('PATCH', at, { several_feedback_webhooks: true })
  await server.call('POST', `/api/generate/${slug}`, { template_id: 'welcome', email: 'ann@example.com' })
  const { request_id } = await post('/platforms/events/sample', { event: 'open' })
  return { ORG: slug, KEY: key, VARIANT: variant, OTHER: other, REQUEST: request_id, WEBHOOK: webhook }
}

/** A command of a page, for this server. */
const forServer = ({ text }: Command, org: string, key: string): string =>
  text
    .replace(EXPORT, ':')
    .replace(/^VARIANT=\S+/, ':')
    .replaceAll('https://parley.example.com', address)
    .replaceAll('YOUR_API_KEY', key)
    .replace(/(\/api\/(?:generate|deliver|webhook\/[a-z]+)\/)acme\b/g, `$1${org}`)
    // No advice arises without weeks of traffic.
    .replace(/^(api .*\$RECOMMENDATION.*)$/s, `RECOMMENDATION=none; ! $1 >/dev/null 2>&1`)

describe('the commands of the documents', () => {
  it.each(PAGES.filter(page => commandsOf(page).some(command => kindOf(command) === 'shell')))(
    'run as they are: %s',
    async page => {
      const number = PAGES.indexOf(page)
      const isReadme = page === 'README.md'
      const known = isReadme ? { ORG: 'acme', KEY: ADMIN_KEY } : await stage(`docs-${number}`)
      const { ORG = '', KEY = '' } = known
      const script = [
        PRELUDE,
        ...commandsOf(page).flatMap(command =>
          kindOf(command) === 'shell' ? [forServer(command, ORG, KEY)] : [],
        ),
      ].join('\n')
      const env = { PATH: process.env['PATH'] ?? '', PARLEY: address, ...known }
      const ran = await promisify(execFile)('bash', ['--norc', '--noprofile', '-c', script], {
        env,
        maxBuffer: 50_000_000,
      }).catch((error: { stdout?: string; stderr?: string }) => ({
        failed: `${error.stderr} ${error.stdout?.slice(-2_000)}`,
      }))
      expect('failed' in ran ? ran.failed : '').toBe('')
    },
  )

  it('use one set of shell variables, defined in the same words', () => {
    const shells = ofKind('shell')
    const defined = shells.filter(
      ({ page, text }) => page !== 'README.md' && /^(?:export|api\(\))/.test(text),
    )
    for (const { text, page, line } of defined)
      expect([page, line, EXPORT.test(text) || text === API]).toEqual([page, line, true])
    const pages = new Set(shells.filter(({ text }) => text.startsWith('api ')).map(({ page }) => page))
    expect([...pages].filter(page => !defined.some(each => each.page === page))).toEqual([])
    const foreign = shells.flatMap(command =>
      [...command.text.matchAll(/\$\{?([A-Z][A-Z_]+)/g)].flatMap(([, name = '']) =>
        KNOWN.has(name) ? [] : [`${saying(command)}: $${name}`],
      ),
    )
    expect(foreign).toEqual([])
  })

  it('that start scripts name scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = ofKind('npm').flatMap(command =>
      [...command.text.matchAll(/npm (?:run (?:--silent )?)?([a-z:]+)/g)].map(([, name = '']) => [
        saying(command),
        name,
      ]),
    )
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter(([, name = '']) => name !== 'ci' && scripts[name] === undefined)).toEqual([])
  })

  it('of the program name commands and flags that there are', async () => {
    const commands = ofKind('parley')
    expect(commands.length).toBeGreaterThan(5)
    for (const command of commands) {
      const [, name = ''] = /parley ([a-z-]+)/.exec(command.text) ?? []
      const found = COMMANDS[name]
      expect([saying(command), found !== undefined]).toEqual([saying(command), true])
      const flags = [...command.text.replace(/#.*/, '').matchAll(/--([a-z-]+)/g)].map(([, flag = '']) => flag)
      expect([saying(command), flags.filter(flag => found?.flags?.[flag] === undefined)]).toEqual([
        saying(command),
        [],
      ])
    }
    const simulate = commands.find(({ text }) => text.includes('parley simulate'))?.text ?? ''
    const { stdout } = await promisify(execFile)('node', [MAIN, ...simulate.split(' ').slice(1)])
    expect(stdout).toMatch(/\d/)
  })

  it('that are settings or programs name what there is', () => {
    const settings = readFileSync(new URL('.env.example', ROOT), 'utf8')
    for (const command of ofKind('settings'))
      expect([saying(command), settings.includes(command.text.split('=')[0] ?? '')]).toEqual([
        saying(command),
        true,
      ])
    for (const command of ofKind('program')) {
      const [file = ''] = command.text.split(' ')
      expect([saying(command), existsSync(new URL(file === 'docker' ? 'compose.yaml' : file, ROOT))]).toEqual(
        [...[saying(command), true]],
      )
    }
  })
})

const KNOWN = new Set(['PARLEY', 'KEY', 'ORG', 'VARIANT', 'OTHER', 'REQUEST', 'RECOMMENDATION', 'WEBHOOK'])
