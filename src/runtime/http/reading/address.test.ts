import { expect, it } from 'vitest'
import { tidyAddress } from './address.ts'

it.each([
  ['/api/generate/acme/', '/api/generate/acme'],
  ['/api/generate/acme/?user_id=u', '/api/generate/acme?user_id=u'],
  ['//api//generate/acme', '/api/generate/acme'],
  ['/api/webhook/events/acme%20', '/api/webhook/events/acme'],
  ['/api/webhook/events/acme/%0A?event=x', '/api/webhook/events/acme?event=x'],
  ['/api/generate/acme?a=1&amp;user_id=u&amp;amp;b=2&amp%3Bc=3', '/api/generate/acme?a=1&user_id=u&b=2&c=3'],
  ['/api/generate/acme?&amp;user_id=u', '/api/generate/acme?user_id=u'],
  ['/api/generate/acme?a=1&%C2%A9_id=v', '/api/generate/acme?a=1&copy_id=v'],
  ['/api/generate/acme?a=1%c2%a9_id=v', '/api/generate/acme?a=1&copy_id=v'],
  ['/api/generate/acme?\u00c2\u00a9_id=v', '/api/generate/acme?copy_id=v'],
  ['/api/generate/acme?a=1&\u00a9_id=v', '/api/generate/acme?a=1&copy_id=v'],
])('%s means %s', (given, meant) => expect(tidyAddress(given)).toBe(meant))

it.each([
  '/',
  '/docs/',
  '/docs//x',
  '/api/generate/acme',
  '/api/generate/acme?url=https%3A%2F%2Fx.example%2F&name=a%26amp%3Bb',
  '/api/generate/acme?name=%C2%A9%20Acme&ampere=1',
])('%s stays as it is', url => expect(tidyAddress(url)).toBe(url))

it('takes no long time, whatever the address', () => {
  for (const part of ['/', '&amp;', '%20', '%C2%A9', ' ']) {
    const url = `/api/x${part.repeat(5_000)}y`
    expect(tidyAddress(url).length).toBeLessThanOrEqual(url.length)
  }
})
