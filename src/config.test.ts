import { describe, expect, it } from 'vitest'
import { maskConfig, readConfig, SETTINGS } from './config.ts'

describe('the settings', () => {
  it('have defaults that work, and are read from the environment', () => {
    expect(readConfig({})).toMatchObject({ port: 3000, databaseUrl: '', dataDir: './data' })
    expect(readConfig({ PORT: '8080', DATABASE_URL: 'postgres://x' })).toMatchObject({
      port: 8080,
      databaseUrl: 'postgres://x',
    })
  })

  it('are refused all at once, each with its fault', () => {
    expect(() => readConfig({ PORT: 'many', PARLEY_ADMIN_KEY: 'short' })).toThrow(
      /PORT must be a whole number.*\n.*at least 24 characters/,
    )
    expect(() => readConfig({ PARLEY_ALLOWED_PRIVATE_HOSTS: 'fine.internal, 10.0.0.0/99' })).toThrow(
      /^PARLEY_ALLOWED_PRIVATE_HOSTS: "10.0.0.0\/99" is no/,
    )
  })

  it('never show a secret in the log', () => {
    const secrets = Object.values(SETTINGS).filter(({ kind }) => kind === 'secret')
    expect(secrets.length).toBeGreaterThan(2)
    const config = readConfig(
      Object.fromEntries(secrets.map(({ env }) => [env, 'super-secret-value-of-some-length'])),
    )
    expect(JSON.stringify(maskConfig(config))).not.toContain('super-secret')
  })
})
