import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'

const ADDRESS = 'https://parley.example.com'

/** The text of a page, without the indentation of its lists and the escapes of its tables. */
const pageOf = (name: string): string =>
  readFileSync(new URL(`../../docs/platforms/${name}.md`, import.meta.url), 'utf8')
    .replace(/^ {3}/gm, '')
    .replaceAll('\\|', '|')

it.each([
  ['customer-io', 'cio'],
  ['iterable', 'itbl'],
  ['custom-events', 'events'],
])('the page %s shows every snippet of the guide as it is', (page, slug) => {
  const guide = findPlatform(slug)?.guide({
    org: 'acme',
    publicUrl: ADDRESS,
    endpointUrl: `${ADDRESS}/api/webhook/${slug}/acme`,
    template: { id: 'welcome-email', channel: 'email', variables: ['subject', 'body'], integration: {} },
  })
  const text = pageOf(page)
  expect(guide?.snippets.length).toBeGreaterThan(3)
  expect(guide?.snippets.filter(({ code }) => !text.includes(code)).map(({ key }) => key)).toEqual([])
})
