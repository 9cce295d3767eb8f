import { describe, expect, it } from 'vitest'
import { readAllowList } from './allow-list.ts'
import { vet } from './guard.ts'

function isAllowed(setting: string, url: string, address: string): boolean {
  const list = readAllowList(setting)
  if (!list.ok) throw new Error(list.reason)
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/[[\]]/g, '')
  return vet(list.value, { protocol, host, port: Number(port || (protocol === 'https:' ? 443 : 80)) }, [
    address,
  ]).ok
}

describe('the list of private hosts that may be called', () => {
  it.each([
    ['receiver.internal', 'https://receiver.internal/', '10.0.0.1'],
    ['receiver.internal', 'http://receiver.internal:8080/', '10.0.0.1'],
    ['Receiver.Internal:8443 , other', 'https://receiver.internal:8443/', '10.0.0.1'],
    ['bücher.example', 'https://xn--bcher-kva.example/', '10.0.0.1'],
    ['10.1.0.0/16', 'http://anything.example/', '10.1.2.3'],
    ['10.1.2.3', 'https://anything.example/', '10.1.2.3'],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080/', '10.1.2.3'],
    ['fd00::/8', 'https://anything.example/', 'fd12::1'],
    ['[fd00::1]:8080', 'http://[fd00:0::1]:8080/', 'fd00::1'],
    ['0.0.0.0/0', 'http://anything.example/', '127.0.0.1'],
  ])('%s lets %s through to %s', (setting, url, address) => {
    expect(isAllowed(setting, url, address)).toBe(true)
  })

  it.each([
    ['', 'http://receiver.example.com/', '93.184.215.14'],
    ['receiver.internal', 'https://evil-receiver.internal/', '10.0.0.1'],
    ['receiver.internal', 'https://receiver.internal.example.com/', '10.0.0.1'],
    ['receiver.internal:8443', 'https://receiver.internal/', '10.0.0.1'],
    ['10.1.0.0/16', 'https://anything.example/', '10.2.0.1'],
    ['10.1.2.3:8080', 'http://10.1.2.3:8081/', '10.1.2.3'],
    ['10.1.0.0/16', 'http://receiver.example.com/', '93.184.215.14'],
    ['fd00::/8', 'https://anything.example/', '10.0.0.1'],
  ])('%s does not let %s through to %s', (setting, url, address) => {
    expect(isAllowed(setting, url, address)).toBe(false)
  })

  it.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    'http://receiver',
    'a b',
    'host:0',
    'host:99999',
    'x/8',
  ])('refuses "%s", naming it', setting => {
    const list = readAllowList(`fine.example, ${setting}`)
    expect(list).toMatchObject({ ok: false, reason: expect.stringContaining(`"${setting}"`) })
  })
})
