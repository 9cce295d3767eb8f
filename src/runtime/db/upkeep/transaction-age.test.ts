import { expect, it } from 'vitest'
import { useServer } from '../../../../test/scene.ts'
import { transactionAge } from './vacuum.ts'

const server = useServer()

it('the age of the oldest transaction is a metric', async () => {
  const age = await transactionAge(server.services.db)
  expect(age).toBeGreaterThan(0)
  const { body } = await server.call('GET', '/metrics')
  const shown = /^parley_store_transaction_age (\d+)$/m.exec(String(body))?.[1]
  expect(Number(shown)).toBeGreaterThanOrEqual(age)
})
