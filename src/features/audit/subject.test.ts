import { describe, expect, it } from 'vitest'
import { isManaged, personId, singular, subjectOf } from './subject.ts'

const ORG = '/api/v1/orgs/:org'

describe('the subject of a call', () => {
  it.each([
    ['PATCH', ORG, false, { org: 'acme' }, ['organisation', 'acme', null, ORG]],
    ['POST', '/api/v1/orgs', true, {}, ['organisation', null, null, undefined]],
    ['POST', `${ORG}/keys`, true, { org: 'acme' }, ['key', null, null, undefined]],
    [
      'POST',
      `${ORG}/keys/:id/rotate`,
      false,
      { org: 'acme', id: 'k1' },
      ['key', 'k1', null, `${ORG}/keys/:id`],
    ],
    [
      'PUT',
      `${ORG}/event-mapping`,
      false,
      { org: 'acme' },
      ['event-mapping', null, null, `${ORG}/event-mapping`],
    ],
    ['POST', `${ORG}/requests/replay`, false, { org: 'acme' }, ['replay', null, null, undefined]],
    [
      ...(['POST', `${ORG}/requests/replays/:id/cancel`, false, { org: 'acme', id: 'r' }] as const),
      ['replay', 'r', null, `${ORG}/requests/replays/:id`],
    ],
    [
      ...(['POST', `${ORG}/templates/:id/variants`, true, { org: 'acme', id: 'welcome' }] as const),
      ['variant', null, 'welcome', undefined],
    ],
    [
      ...([
        'PATCH',
        `${ORG}/templates/:id/variants/:variant`,
        false,
        { id: 'welcome', variant: 'v' },
      ] as const),
      ['variant', 'v', 'welcome', `${ORG}/templates/:id/variants/:variant`],
    ],
    [
      ...(['POST', `${ORG}/templates/:id/ship`, false, { id: 'welcome' }] as const),
      ['template', 'welcome', 'welcome', `${ORG}/templates/:id`],
    ],
    [
      ...(['DELETE', `${ORG}/people/:user`, false, { user: 'ann@example.com' }] as const),
      ['person', personId('ann@example.com'), null, `${ORG}/people/:user`],
    ],
  ] as const)('%s %s', (method, pattern, creates, params, [type, id, templateId, at]) => {
    const subject = subjectOf({ method, pattern, creates }, params)
    expect([subject.type, subject.id, subject.templateId, subject.at?.pattern]).toEqual([
      type,
      id,
      templateId,
      at,
    ])
  })

  it('names nobody', () => {
    expect(personId('ann@example.com')).toMatch(/^[0-9a-f]{16}$/)
  })
})

it('knows what belongs to the management of organisations', () => {
  expect(['/api/v1/orgs', `${ORG}/keys`].every(isManaged)).toBe(true)
  expect(['/api/v1/orgsx', '/api/generate/:org', '/api/v1/session'].some(isManaged)).toBe(false)
})

it.each([
  ['keys', 'key'],
  ['deliveries', 'delivery'],
  ['sandboxes', 'sandbox'],
  ['feedback-webhooks', 'feedback-webhook'],
  ['people', 'person'],
  ['event-mapping', 'event-mapping'],
  ['profile-writes', 'profile-write'],
  ['templates', 'template'],
])('%s are each a %s', (many, one) => {
  expect(singular(many)).toBe(one)
})
