import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { FEEDBACK_OF } from './build.ts'
import { FeedbackPayload } from './payload.ts'

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

  it('shows a bounce that fits it', () => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
    const validate = new Ajv2020({ strict: false }).compile(FeedbackPayload)
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
    expect(example.messageDeliveryFeedback.feedbackStatus.value).toBe('bounce')
  })

  it('lists what every event is reported as', () => {
    for (const [type, feedback] of Object.entries(FEEDBACK_OF))
      expect(guide).toContain(`| \`${type}\` | \`${feedback}\` |`)
  })
})
