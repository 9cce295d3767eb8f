import { expect, it } from 'vitest'
import { publicUrlNotice } from './public-url-notice.ts'

it.each([
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://0.0.0.0:3000',
  'http://[::1]:3000',
  'http://192.168.1.20',
  'https://10.1.2.3',
  'https://169.254.1.1',
  'https://[fd00::1]',
  'https://100.64.0.1',
  'https://parley',
  'https://parley:8443',
  'https://parley.local',
  'https://parley.corp.internal',
  'https://parley.localhost',
  'https://parley.home.arpa',
  'https://parley.test',
  'http://parley.acme.com',
  'http://93.184.216.34',
])('says that no platform can reach %s', url => {
  expect(publicUrlNotice(url, false)).toMatch(/No platform can reach .*Set PUBLIC_URL/)
  expect(publicUrlNotice(url, true)).toContain('set PUBLIC_URL')
})

it.each([
  'https://parley.acme.com',
  'https://parley.example.com',
  'https://93.184.216.34',
  'https://[2606:2800::1]',
])('says nothing of %s', url => expect(publicUrlNotice(url, false)).toBeNull())
