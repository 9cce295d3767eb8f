import { expect, it } from 'vitest'
import { tidyAddress } from './address.ts'

it.each<readonly [string, string]>([
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
  ...['%C2%AE', '%AE', '\u00c2\u00ae', '\u00ae', '&%ae'].map(
    mark => [`/api/generate/acme?a=1${mark}ion=eu`, '/api/generate/acme?a=1&region=eu'] as const,
  ),
  [
    '/api/generate/acme?a=1\u00a4cy=EUR%C3%97tamp=7\u00a7ion=x',
    '/api/generate/acme?a=1&currency=EUR&timestamp=7&section=x',
  ],
  ['/api/generate/acme?a=1%B6=7%D7tamp=9&%C2%ACe=b', '/api/generate/acme?a=1&para=7&times' + 'tamp=9&note=b'],
])('%s means %s', (given, meant) => expect(tidyAddress(given)).toBe(meant))

it.each([
  '/',
  '/docs/',
  '/docs//x',
  '/api/generate/acme',
  '/api/generate/acme?url=https%3A%2F%2Fx.example%2F&name=a%26amp%3Bb',
  '/api/generate/acme?name=%C2%A9%20Acme&ampere=1',
  '/api/generate/acme?name=Acme%C2%AE&price=%E2%82%AC&gr%C3%B6%C3%9Fe=XL&stra%DFe=x',
])('%s stays as it is', url => expect(tidyAddress(url)).toBe(url))

it('takes no long time, whatever the address', () => {
  for (const part of ['/', '&amp;', '%20', '%C2%A9', ' ']) {
    const url = `/api/x${part.repeat(5_000)}y`
    expect(tidyAddress(url).length).toBeLessThanOrEqual(url.length)
  }
})
