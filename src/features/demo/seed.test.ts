import { expect, it } from 'vitest'
import { createTestStore } from '../../../test/database.ts'
import { readConfig } from '../../config.ts'
import { seed } from './seed.ts'

it('seeds an organisation once, and not over another one', async () => {
  const store = await createTestStore()
  const config = readConfig({
    DATABASE_URL: store.databaseUrl,
    PARLEY_DATA_DIR: store.dataDir,
    LOG_LEVEL: 'silent',
  })
  const { variants, key } = await seed(config, 'shop')
  expect(variants.size).toBe(12)
  expect(key).toMatch(/^parley_/)
  await expect(seed(config, 'shop')).rejects.toThrow(
    'There is an organisation "shop" already. Name another one with --org.',
  )
  await store.remove()
})
