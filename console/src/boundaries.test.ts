import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Which folder may import which. `pages` come last: only routes.tsx knows them.
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  words: [],
  charts: ['words'],
  api: ['words'],
  kit: ['api', 'words'],
  shell: ['api', 'kit', 'words'],
  // What several pages show.
  parts: ['api', 'kit', 'charts', 'words', 'shell'],
  pages: ['api', 'kit', 'charts', 'words', 'shell', 'parts'],
}
const TOP = ['main.tsx', 'routes.tsx']
const FILES_MAX = 30

const src = dirname(fileURLToPath(import.meta.url))
const everything = readdirSync(src, { recursive: true, encoding: 'utf8' })
const files = everything.filter(file => /\.tsx?$/.test(file) && !file.includes('.test.'))

interface Import {
  readonly file: string
  readonly to: string
  readonly isType: boolean
}

const imports: readonly Import[] = files.flatMap(file =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/import (type )?[^'"]*?from '(\.[^']+)'/g)].map(
    ([, type, from = '']) => ({
      file,
      to: relative(src, resolve(src, dirname(file), from)),
      isType: type !== undefined,
    }),
  ),
)
const folderOf = (file: string): string => file.split('/')[0] ?? ''
const pageOf = (file: string): string | undefined => /^pages\/([^/]+)\//.exec(file)?.[1]
const textOf = ({ file, to }: Import): string => `${file} imports ${to}`

describe('the borders within the console', () => {
  it('are checked against the real source', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(files.length)
  })

  it('let a folder import only those it may', () => {
    const crossing = imports.filter(({ file, to, isType }) => {
      if (TOP.includes(file) || to.startsWith('..')) return false
      // A word may say the tone in which it is shown.
      if (isType && to === 'kit/show/chip.tsx') return false
      const [from, target] = [folderOf(file), folderOf(to)]
      return from !== target && !FOLDERS[from]?.includes(target)
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('let no page import another', () => {
    const crossing = imports.filter(({ file, to }) => {
      const [from, target] = [pageOf(file), pageOf(to)]
      return from !== undefined && target !== undefined && from !== target
    })
    expect(crossing.map(textOf)).toEqual([])
  })

  it('let types of the server in, and nothing that runs', () => {
    const outside = imports.filter(({ to }) => to.startsWith('..'))
    expect(outside.length).toBeGreaterThan(3)
    expect(outside.filter(({ isType }) => !isType).map(textOf)).toEqual([])
    expect(outside.filter(({ to }) => !to.startsWith('../../src/')).map(textOf)).toEqual([])
  })

  it('leave calls to call(), and need nothing that the policy refuses', () => {
    const refused =
      /\bfetch\(|innerHTML|<style|srcDoc|https?:\/\/(?!127\.0\.0\.1)[a-z]+\.[a-z]+\/[^'"`\s]*\.(js|css|woff)/
    const found = files.filter(file => refused.test(readFileSync(join(src, file), 'utf8')))
    expect(found).toEqual(['api/call.ts'])
  })

  it(`hold no folder of more than ${FILES_MAX} files`, () => {
    const counts = new Map<string, number>()
    for (const file of everything.filter(name => /\.tsx?$/.test(name) && !name.includes('.test.')))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    expect([...counts].filter(([, count]) => count > FILES_MAX)).toEqual([])
  })
})
