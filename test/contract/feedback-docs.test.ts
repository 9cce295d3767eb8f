import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events/event.ts'
import { readReport } from '../../src/core/platforms/ajo/report.ts'
import { readRecordings } from '../../src/core/platforms/conformance.ts'
import { buildPayload } from '../../src/features/feedback/build.ts'
import {
  FEEDBACK_OF,
  FEEDBACKS,
  FeedbackPayload,
  type FeedbackType,
} from '../../src/features/feedback/payload.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const guide = readFileSync(new URL('feedback-webhooks.md', DOCS), 'utf8')

describe('the documentation of feedback webhooks', () => {
  it('has the schema that is served', () => {
    const { $schema, ...schema } = JSON.parse(
      readFileSync(new URL('feedback-webhook.schema.json', DOCS), 'utf8'),
    )
    expect($schema).toContain('2020-12')
    expect(schema).toEqual(JSON.parse(JSON.stringify(FeedbackPayload)))
  })

  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')

  it('shows a bounce exactly as a receiver gets it, field by field', () => {
    const read = readReport(example)
    if (read.outcome !== 'event') throw new Error(read.outcome)
    const { type, channel, userId, email, messageId, templateRef, refs } = read.event
    const { occurredAt, properties } = read.event
    const event = {
      ...{ platform: 'ajo', type: type as FeedbackType, channel, userKey: userId, email, messageId },
      ...{ templateRef, occurredAt, refs, properties },
    }
    const message = {
      ...{ decisionId: 'd', trackingId: example.requestId, templateId: 't', variantId: 'v' },
      ...{ channel: 'email', userKey: null, email: null, phone: null },
    }
    const sender = { imsOrg: 'acme', sandbox: { id: 's', name: 'prod' } }
    expect(buildPayload(event, message, sender)).toEqual(example)
  })

  it('shows a bounce that fits the schema', () => {
    const validate = new Ajv2020({ strict: false }).compile(FeedbackPayload)
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
    expect(example.messageDeliveryFeedback.feedbackStatus.value).toBe('bounce')
  })

  it('lists the status of every event type', () => {
    for (const [type, feedback] of Object.entries(FEEDBACK_OF))
      expect(guide).toContain(`| \`${type}\` | \`${feedback}\` |`)
  })

  it.each([
    ['customerio', 'Customer.io'],
    ['iterable', 'Iterable'],
    ['braze', 'Braze'],
    ['segment', 'Segment'],
    ['sfmc', 'Salesforce Marketing Cloud'],
    ['ajo', 'Adobe Journey Optimizer'],
  ])('lists what %s calls it', (slug, name) => {
    const row = guide.split('\n').find(line => line.startsWith(`| ${name}`)) ?? ''
    const cells = row.split('|').slice(2)
    for (const { type, channel, nativeEvent } of recordedEvents(slug)) {
      const feedback = FEEDBACK_OF[type as FeedbackType]
      if (feedback === undefined || (channel !== 'email' && channel !== 'sms')) continue
      expect(cells[FEEDBACKS.indexOf(feedback)], nativeEvent).toContain(nativeEvent.split(/[.:]/).at(-1))
    }
  })
})

/** The events that the adapter must read from the recorded requests. */
const recordedEvents = (platform: string): readonly Event[] =>
  readRecordings(new URL(`../../src/core/platforms/${platform}/fixtures/`, import.meta.url)).flatMap(
    ({ expected }) => expected.flatMap(({ event }) => event ?? []),
  )
