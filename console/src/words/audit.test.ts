import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { actionInWords, changesOf, hiddenFields, objectInWords, stateInWords } from './audit.ts'

it.each([
  ['updateTemplate', 'changed a template'],
  ['createAttribute', 'created an attribute'],
  ['deleteFeedbackWebhook', 'deleted a feedback webhook'],
  ['rotateKey', 'replaced the secret of a key'],
  ['listRequests', 'looked at requests'],
  ['verifyPlatform', 'verified a platform'],
  ['signIn', 'signed in'],
  ['acceptInvitation', 'accepted an invitation'],
  ['tracePerson', 'looked at a person'],
  ['freezeTraffic', 'froze traffic'],
  ['odd', 'odd'],
])('%s: %s', (action, words) => {
  expect(actionInWords(action)).toBe(words)
})

it('says of every change of the API what somebody did', () => {
  const file = readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')
  const paths: Record<string, Record<string, { operationId?: string }>> = JSON.parse(file).paths
  const operations = Object.values(paths).flatMap(methods =>
    Object.entries(methods).flatMap(([method, { operationId }]) =>
      method === 'get' || operationId === undefined ? [] : [operationId],
    ),
  )
  const asSpelled = operations.filter(
    name => actionInWords(name) === name.replaceAll(/[A-Z]/g, ' $&').toLowerCase(),
  )
  expect(operations.length).toBeGreaterThan(60)
  expect(asSpelled).toEqual([])
})

it('shows each field before and after, and what was created with a dash', () => {
  expect(changesOf({ a: 1, b: true }, { a: 2, b: false, c: ['x'] })).toEqual([
    { field: 'a', before: '1', after: '2' },
    { field: 'b', before: 'yes', after: 'no' },
    { field: 'c', before: '–', after: 'x' },
  ])
  expect(changesOf(null, { name: 'qa' })).toEqual([{ field: 'name', before: '–', after: 'qa' }])
  expect(changesOf(null, { id: 'x', created_at: 'y', attrs: {}, themes: [], plan: null })).toEqual([])
  expect(changesOf({ a: [] }, { a: null })).toEqual([{ field: 'a', before: '[]', after: '–' }])
  expect(changesOf(null, null)).toEqual([])
})

it('names secrets that were replaced, which no value shows', () => {
  expect(hiddenFields(['settings.api_key', 'settings.site_id', 'name'], [])).toEqual(['settings.api_key'])
  const shown = changesOf({ 'settings.api_key': false }, { 'settings.api_key': true })
  expect(hiddenFields(['settings.api_key'], shown)).toEqual([])
})

it('says what became of a change that was not made', () => {
  expect(['done', 'started', 'failed', 'refused'].map(stateInWords)).toEqual([
    null,
    'did not finish',
    'failed on our side',
    'refused',
  ])
})

it('names what a change is about', () => {
  expect(objectInWords('updateVariant', 'v1', null, { name: 'Short' })).toBe('Short')
  expect(objectInWords('updateVariant', 'v1', { name: 'Old' }, null)).toBe('Old')
  expect(objectInWords('updateVariant', 'v1', { status: 'draft' }, { status: 'approved' })).toBe('v1')
  expect(objectInWords('setUp', null, null, null)).toBeNull()
  expect(objectInWords('signIn', 'u1', null, null)).toBeNull()
})
