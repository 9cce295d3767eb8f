import { expect, it } from 'vitest'
import type { Settings } from '../platform.ts'
import { iterable } from './index.ts'

const choice = {
  templateId: 'welcome-email',
  userId: 'kim' as string | null,
  email: 'kim@example.org' as string | null,
  copyId: 'c1',
  trackingId: 'trk-1',
  vars: { subject: 'Hello' },
}
const update = (change: Partial<typeof choice>, settings: Settings = { api_key: 'the-key' }) =>
  iterable.profileUpdate?.({ ...choice, ...change }, settings, {})

it('a profile write of Iterable replaces one user field of the template', () => {
  expect(update({})).toEqual({
    ok: true,
    value: {
      method: 'POST',
      url: 'https://api.iterable.com/api/users/update',
      headers: { 'api-key': 'the-key' },
      body: {
        userId: 'kim',
        preferUserId: true,
        dataFields: { jw_welcome_email: { id: 'c1', tracking_id: 'trk-1', vars: { subject: 'Hello' } } },
        mergeNestedObjects: false,
      },
    },
  })
})

it('a profile write of Iterable goes by address where there is no id, and to the region of the project', () => {
  expect(update({ userId: null }, { api_key: 'k', region: 'eu' })).toMatchObject({
    value: { url: 'https://api.eu.iterable.com/api/users/update', body: { email: 'kim@example.org' } },
  })
})

it('a profile write of Iterable is refused, with what to do, when something is missing', () => {
  expect(update({}, {})).toMatchObject({ ok: false, reason: expect.stringContaining('API key') })
  expect(update({ userId: null, email: null })).toMatchObject({ reason: expect.stringContaining('user_id') })
  expect(update({}, { api_key: 'k', region: 'mars' })).toMatchObject({
    reason: expect.stringContaining('mars'),
  })
})
