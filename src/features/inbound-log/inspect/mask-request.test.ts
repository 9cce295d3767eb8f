import { describe, expect, it } from 'vitest'
import { EVENT, REQUEST_DETAIL } from '../examples.ts'
import type { RequestDetail } from '../schema.ts'
import { maskRequest } from './mask-request.ts'

describe('maskRequest', () => {
  it('hides the person in every part, and keeps the structure', () => {
    const request = {
      ...REQUEST_DETAIL,
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '203.0.113.9',
        authorization: '(hidden)',
      },
      query: { user: 'user-1' },
      body: {
        encoding: 'utf-8',
        text: '{"event":"clicked","customer_id":"user-1","email":"ann@example.com","total":12}',
      },
    } as RequestDetail
    const masked = maskRequest(request)
    const text = JSON.stringify({ ...masked, items: [] })
    for (const secret of ['user-1', 'ann@example.com', '203.0.113.9', EVENT.message_id])
      expect(text).not.toContain(secret)
    expect(masked).toMatchObject({
      masked: true,
      headers: { 'content-type': 'application/json', authorization: '(hidden)' },
      query: { user: '(masked)' },
      events: [{ id: EVENT.id, type: 'click', email: 'a••@ex••.com' }],
    })
    expect(JSON.parse(masked.body.text ?? '')).toEqual({
      ...{ event: 'clicked', customer_id: '***', email: '***', total: 12 },
    })
  })

  it('shows nothing of a body that it cannot read', () => {
    const body = { encoding: 'utf-8' as const, text: 'mail to ann@example.com' }
    expect(maskRequest({ ...REQUEST_DETAIL, body } as RequestDetail).body.text).toBe('')
  })
})
