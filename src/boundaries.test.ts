import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Who may import whom. Features meet in app.ts and worker.ts, through functions handed in, or through
// a table that one of them owns; so they never appear on the right-hand side of another feature.
const PURE = ['stats', 'inference', 'bandit', 'events', 'platforms', 'liquid', 'targeting', 'mapping']
const FOUNDATIONS = [
  'lib',
  'stats',
  'inference',
  'bandit',
  'events',
  'platforms',
  'liquid',
  'targeting',
  'mapping',
  'db',
  'http',
  'outbound',
  'catalog',
]
const FEATURES = [
  'orgs',
  'templates',
  'generate',
  'webhooks',
  'ingest',
  'attribution',
  'results',
  'recommendations',
  'simulate',
  'evaluate',
  'requests',
  'people',
  'setup',
  'profiles',
  'deliver',
  'delay',
  'feedback',
]
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  stats: ['lib'],
  inference: ['lib', 'stats'],
  bandit: ['lib', 'stats'],
  events: ['lib'],
  liquid: ['lib'],
  targeting: ['lib'],
  platforms: ['lib', 'events'],
  mapping: ['lib', 'events', 'platforms'],
  db: ['lib'],
  http: ['lib'],
  outbound: ['lib', 'platforms'],
  catalog: ['lib', 'db', 'http', 'bandit', 'platforms', 'targeting', 'mapping'],
  demo: ['lib', 'stats', 'db', 'http', 'results', 'config', 'serve', 'log'],
  ...Object.fromEntries(FEATURES.map(feature => [feature, FOUNDATIONS])),
}
// They join the parts, and may import everything.
const JOINTS = ['main', 'commands', 'offline-commands', 'serve', 'services', 'app', 'worker', 'config', 'log']

const src = dirname(fileURLToPath(import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'platforms/conformance.ts')

interface Import {
  readonly file: string
  /** A path under src for ours, a package or module name otherwise. */
  readonly to: string
  readonly ours: boolean
}

const imports: readonly Import[] = files.flatMap(file => {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm)].map(
    ([, from, dynamic, bare]) => {
      const to = from ?? dynamic ?? bare ?? ''
      const ours = to.startsWith('.')
      return {
        file,
        ours,
        to: ours ? relative(src, resolve(src, dirname(file), to)).replaceAll('\\', '/') : to,
      }
    },
  )
})

const folderOf = (path: string): string => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
const textOf = ({ file, to }: Import): string => `${file} imports ${to}`

describe('the borders between folders', () => {
  it('are checked against the real source', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(files.length * 2)
    expect(new Set(files.map(folderOf))).toEqual(new Set([...Object.keys(MAY_IMPORT), ...JOINTS]))
  })

  it('are only crossed where they may be', () => {
    const crossing = imports.filter(({ file, to, ours }) => {
      const [from, target] = [folderOf(file), folderOf(to)]
      return ours && !JOINTS.includes(from) && from !== target && !MAY_IMPORT[from]?.includes(target)
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('keep platforms strangers to each other', () => {
    const platformOf = (path: string) => (path.split('/').length > 2 ? path.split('/')[1] : undefined)
    const meeting = imports.filter(({ file, to, ours }) => {
      if (!ours || folderOf(file) !== 'platforms' || folderOf(to) !== 'platforms') return false
      const from = platformOf(file)
      return from !== undefined && platformOf(to) !== undefined && platformOf(to) !== from
    })
    expect(meeting.map(textOf)).toEqual([])
  })

  it('keep the pure folders pure', () => {
    const leaking = imports.filter(
      ({ file, to, ours }) =>
        PURE.includes(folderOf(file)) &&
        !ours &&
        !['typebox', 'liquidjs', 'jose', 'node:crypto'].includes(to),
    )
    expect(leaking.map(textOf)).toEqual([])
    const impure = files.filter(
      file =>
        PURE.includes(folderOf(file)) && IMPURE.test(withoutComments(readFileSync(join(src, file), 'utf8'))),
    )
    expect(impure).toEqual([])
  })

  it('leave the environment to config.ts', () => {
    const readers = files.filter(file =>
      withoutComments(readFileSync(join(src, file), 'utf8')).includes('process.env'),
    )
    expect(readers.filter(file => !file.startsWith('demo/'))).toEqual(['config.ts'])
  })
})

const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bsetInterval\(|\bperformance\./
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
