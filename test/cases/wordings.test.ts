import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'

interface Case {
  readonly name: string
  readonly subject: string
  readonly fields?: object
  /** The fields as JSON, where JavaScript would lose digits. */
  readonly raw?: string
  /** Null: the wording of the control. */
  readonly shows: string | null
}

const cases = JSON.parse(readFileSync(new URL('./wordings.json', import.meta.url), 'utf8')) as Case[]

const scene = useScene()

beforeEach(() =>
  createTemplate(
    scene.server,
    scene.org,
    'welcome',
    { split: { method: 'internal_persistent', control_share: 0 } },
    0,
  ),
)

const variantsPath = () => `/api/v1/orgs/${scene.org}/templates/welcome/variants`

const addVariant = (subject: string) =>
  scene.server.call('POST', variantsPath(), { name: 'One', vars: { subject }, status: 'approved' })

describe('wordings as Ruby renders them', () => {
  it.each(cases)('$name', async ({ subject, fields, raw, shows }) => {
    expect((await addVariant(subject)).status).toBe(201)
    const payload = `{"template_id":"welcome","user_id":"u","trace":true,"fields":${raw ?? JSON.stringify(fields)}}`
    const reply = await scene.server.app.inject({
      method: 'POST',
      url: `/api/generate/${scene.org}`,
      headers: { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY },
      payload,
    })
    expect(reply.json()).toMatchObject(
      shows === null
        ? { copy: { vars: { subject: 'Hello ' } }, control: true, reason: 'render-failed' }
        : { copy: { vars: { subject: shows } }, reason: 'bandit' },
    )
  })
})
