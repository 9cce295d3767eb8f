import { expect, it } from 'vitest'
import { findPlatform, PLATFORMS } from './index.ts'

it('finds every platform by its slug, and no other', () => {
  expect(PLATFORMS.length).toBeGreaterThan(0)
  expect(PLATFORMS.map(({ slug }) => findPlatform(slug))).toEqual(PLATFORMS)
  expect(findPlatform('constructor')).toBeUndefined()
})
