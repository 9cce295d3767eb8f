import { expect, it } from 'vitest'
import { ipPrefix } from './ip-prefix.ts'

it.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1234:5678:9abc::1', '2001:db8:1234::/48'],
  ['127.0.0.1', '127.0.0.0/24'],
  ['somewhere', null],
  ['', null],
])('keeps the network of %s', (address, prefix) => {
  expect(ipPrefix(address)).toBe(prefix)
})
