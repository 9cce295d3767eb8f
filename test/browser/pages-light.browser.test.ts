import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPages } from './checks/check-pages.ts'
import { PLACES } from './stage/places.ts'

describe('in light', () => checkPages('light'))

it('every route of the console is shown', () => {
  const routes = readFileSync(new URL('../../console/src/routes.tsx', import.meta.url), 'utf8')
  const declared = [...routes.matchAll(/import\('\.\/pages\/([a-z-]+)\/page\.tsx'\)/g)].map(
    ([, page]) => page,
  )
  expect(declared.length).toBeGreaterThan(30)
  const shown = new Set(PLACES.map(({ name }) => name))
  expect(declared.filter(page => !shown.has(page ?? ''))).toEqual([])
})
