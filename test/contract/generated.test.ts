import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETTINGS, type Setting } from '../../src/config.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { schemaText } from '../schema-text.ts'
import { liquidDocs, unequalNames } from './liquid-docs.ts'
import { printDocument } from './print-document.ts'

// `npm run generated` writes these files anew.
describe('what is generated is up to date', () => {
  let server: TestApp
  beforeAll(async () => {
    server = await startTestApp()
  })
  afterAll(() => server.close())

  it('openapi.json', async () => {
    const { body } = await server.call('GET', '/openapi.json')
    expect(Object.keys(body.paths).length).toBeGreaterThan(20)
    await expect(`${printDocument(body)}\n`).toMatchFileSnapshot('../../openapi.json')
  })

  it('migrations/schema.sql', async () => {
    await expect(await schemaText(server.services.db)).toMatchFileSnapshot('../../migrations/schema.sql')
  })

  it('docs/liquid.md', async () => {
    expect(unequalNames()).toEqual([])
    await expect(liquidDocs()).toMatchFileSnapshot('../../docs/liquid.md')
  })

  it('.env.example', async () => {
    await expect(describeSettings()).toMatchFileSnapshot('../../.env.example')
  })
})

/** The text of `.env.example`. */
const describeSettings = (): string =>
  Object.values<Setting>(SETTINGS)
    .map(({ env, default: value, help }) => `# ${help}\n${env}=${value}\n`)
    .join('\n')
