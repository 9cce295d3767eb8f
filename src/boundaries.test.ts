import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Which wing may import which. `lib` lies under all of them.
const WINGS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  core: ['lib'],
  runtime: ['lib', 'core'],
  features: ['lib', 'core', 'runtime'],
}

// Inside core and runtime, folders import only those listed here.
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  'core/stats': [],
  'core/values': [],
  'core/events': ['core/values'],
  'core/ids': ['core/events'],
  'core/liquid': [],
  'core/targeting': [],
  'core/measure': ['core/stats'],
  'core/inference': ['core/stats', 'core/measure'],
  'core/bandit': ['core/stats', 'core/measure'],
  'core/platforms': ['core/events', 'core/ids', 'core/values'],
  'core/mapping': ['core/events', 'core/measure', 'core/platforms', 'core/values'],
  'runtime/db': ['core/measure'],
  'runtime/http': ['core/ids'],
  'runtime/lists': ['runtime/db', 'runtime/http'],
  'runtime/people': ['runtime/db', 'core/ids'],
  'runtime/outbound': ['core/platforms'],
  'runtime/outbox': ['runtime/db', 'runtime/http', 'runtime/outbound'],
  'runtime/jobs': ['runtime/db', 'runtime/http'],
  'runtime/catalog': [
    'runtime/db',
    'runtime/http',
    'core/measure',
    'core/bandit',
    'core/platforms',
    'core/targeting',
    'core/mapping',
  ],
}

// A feature imports no other feature but these. Otherwise they meet in app.ts and worker.ts through functions
// handed in, or through a table that one of them owns.
const FEATURE_EDGES: readonly string[] = ['generate → learning', 'demo → results']

// The contents pages join the parts and may import everything.
const CONTENTS = [
  ...[
    'main',
    'commands',
    'serve',
    'services',
    'collectors',
    'app',
    'demo',
    'wiring',
    'worker',
    'worker-wiring',
  ],
  ...['config', 'log'],
]
// The demo starts a server of its own.
const DEMO_STARTS = ['config.ts', 'serve.ts', 'log.ts']

const FILES_MAX = 30

const src = dirname(fileURLToPath(import.meta.url))
const everything = readdirSync(src, { recursive: true, encoding: 'utf8' }).map(file =>
  file.replaceAll('\\', '/'),
)
const files = everything.filter(
  file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('/conformance.ts'),
)

interface Import {
  readonly file: string
  /** A path under src for our files; a package or module name otherwise. */
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
const ourImports = imports.filter(({ ours }) => ours)

const wingOf = (path: string): string => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/')
const textOf = ({ file, to }: Import): string => `${file} imports ${to}`

describe('the borders between folders', () => {
  it('are checked against the real source', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(files.length * 2)
    const wings = new Set(files.map(wingOf))
    expect([...wings].filter(wing => !(wing in WINGS) && !CONTENTS.includes(wing))).toEqual([])
  })

  it('let a wing import only the wings below it', () => {
    const crossing = ourImports.filter(({ file, to }) => {
      const [from, target] = [wingOf(file), wingOf(to)]
      if (CONTENTS.includes(from) || from === target || WINGS[from]?.includes(target)) return false
      return !(file.startsWith('features/demo/') && DEMO_STARTS.includes(to))
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('let folders of core and runtime import only those they name', () => {
    const crossing = ourImports.filter(({ file, to }) => {
      const [from, target] = [folderOf(file), folderOf(to)]
      if (!['core', 'runtime'].includes(wingOf(file)) || from === target || wingOf(to) === 'lib') return false
      return !FOLDERS[from]?.includes(target)
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('let features import each other only by the named edges', () => {
    const crossing = ourImports.filter(({ file, to }) => {
      if (wingOf(file) !== 'features' || wingOf(to) !== 'features') return false
      const [from, target] = [file.split('/')[1], to.split('/')[1]]
      return from !== target && !FEATURE_EDGES.includes(`${from} → ${target}`)
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('let no platform import another', () => {
    const platformOf = (path: string) =>
      path.startsWith('core/platforms/') && path.split('/').length > 3 ? path.split('/')[2] : undefined
    const meeting = ourImports.filter(({ file, to }) => {
      const [from, target] = [platformOf(file), platformOf(to)]
      return from !== undefined && target !== undefined && from !== target
    })
    expect(meeting.map(textOf)).toEqual([])
  })

  it('keep core pure: no IO, clock, chance or environment', () => {
    const leaking = imports.filter(
      ({ file, to, ours }) => wingOf(file) === 'core' && !ours && !PURE_PACKAGES.includes(to),
    )
    expect(leaking.map(textOf)).toEqual([])
    const impure = files.filter(
      file => wingOf(file) === 'core' && IMPURE.test(withoutComments(readFileSync(join(src, file), 'utf8'))),
    )
    expect(impure).toEqual([])
  })

  it('leave the environment to config.ts', () => {
    const readers = files.filter(file =>
      withoutComments(readFileSync(join(src, file), 'utf8')).includes('process.env'),
    )
    expect(readers.filter(file => !file.startsWith('features/demo/'))).toEqual(['config.ts'])
  })

  it('contain no import circle, not even of types', () => {
    expect(circles()).toEqual([])
  })

  it('leave the decimals of money to lib/currencies.ts: Nodes differ in theirs', () => {
    const askers = files.filter(file =>
      /style: 'currency'|supportedValuesOf|FractionDigits/.test(
        withoutComments(readFileSync(join(src, file), 'utf8')),
      ),
    )
    // One shows whole units of money, the other says how many decimals it wants.
    expect(askers.toSorted()).toEqual(['core/liquid/filters/money.ts', 'features/demo/format.ts'])
  })

  it(`hold no folder of more than ${FILES_MAX} files`, () => {
    const counts = new Map<string, number>()
    for (const file of everything.filter(name => /\.[a-z]+$/.test(name)))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    expect([...counts].filter(([, count]) => count > FILES_MAX)).toEqual([])
  })
})

const PURE_PACKAGES = ['typebox', 'liquidjs', 're2js', 'jose', 'node:crypto']
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bsetInterval\(|\bperformance\./
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

/** The circles of imports, each as the path that closes it. Found depth first. */
function circles(): readonly string[] {
  const importsOf = new Map<string, string[]>()
  for (const { file, to } of ourImports) importsOf.set(file, [...(importsOf.get(file) ?? []), to])
  const found: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file].join(' → '))
      return
    }
    if (finished.has(file)) return
    for (const to of importsOf.get(file) ?? []) visit(to, [...path, file])
    finished.add(file)
  }
  for (const file of files) visit(file, [])
  return found
}
