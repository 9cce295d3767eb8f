import { describe, expect, it } from 'vitest'
import { addressPrefix } from './address-prefix.ts'

describe('addressPrefix', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:12:34::1', '2001:db8:12::/48'],
    ['2001:0db8::1', '2001:db8::/48'],
    ['::1', '::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    ['nonsense', ''],
  ])('cuts %s to %s', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix)
  })
})
