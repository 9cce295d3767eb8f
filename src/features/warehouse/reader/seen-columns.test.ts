import fc from 'fast-check'
import { expect, it } from 'vitest'
import { COLUMNS, findColumns, keptColumns } from './columns.ts'
import { addUpColumns, seenColumnsOf } from './seen-columns.ts'

const column = (name: string, type = 'VARCHAR') => ({ name, type })

it('tells what becomes of each column, and which of those that the settings name are missing', () => {
  const file = [
    ...[column('EVENT'), column('event_timestamp', 'TIMESTAMP'), column('event_date', 'DATE')],
    ...[column('plan'), column('phone')],
  ]
  const settings = { columns: { event_name: 'event', copy_id: 'copy' }, properties: ['plan', 'country'] }
  const seen = seenColumnsOf(file, settings)
  const missing = { use: 'missing', type: null, files: 1 }
  expect(seen.slice(0, 5)).toEqual([
    { name: 'EVENT', use: 'mapped', field: 'event_name', type: 'VARCHAR', files: 1 },
    { name: 'event_timestamp', use: 'mapped', field: 'event_timestamp', type: 'TIMESTAMP', files: 1 },
    { name: 'event_date', use: 'day', field: null, type: 'DATE', files: 1 },
    { name: 'plan', use: 'property', field: null, type: 'VARCHAR', files: 1 },
    { name: 'phone', use: 'ignored', field: null, type: 'VARCHAR', files: 1 },
  ])
  expect(seen).toContainEqual({ ...missing, name: 'copy', field: 'copy_id' })
  expect(seen).toContainEqual({ ...missing, name: 'message_id', field: 'message_id' })
  expect(seen.at(-1)).toEqual({ ...missing, name: 'country', field: null })
})

it('names each column of a file once, and each of ours once, as the reader uses them', () => {
  const names = fc.uniqueArray(fc.constantFrom(...COLUMNS, 'event_date', 'plan', 'phone', 'utm'), {
    maxLength: 9,
  })
  const properties = fc.oneof(fc.constant('*' as const), fc.subarray(['plan', 'phone', 'none']))
  fc.assert(
    fc.property(names, properties, (all, kept) => {
      const file = all.map(name => column(name))
      const seen = seenColumnsOf(file, { columns: {}, properties: kept })
      const named = (use: string) => seen.filter(each => each.use === use).map(({ name }) => name)
      const found = findColumns(file, {})
      expect(seen.filter(({ use }) => use !== 'missing').map(({ name }) => name)).toEqual(all)
      expect(named('mapped').toSorted()).toEqual([...found.keys()].toSorted())
      expect(named('property')).toEqual(keptColumns(file, found, kept).map(({ name }) => name))
      expect(seen.flatMap(({ field }) => field ?? []).toSorted()).toEqual([...COLUMNS].toSorted())
    }),
  )
})

it('counts the files of a column, and tells types apart', () => {
  const of = (type: string) => seenColumnsOf([column('plan', type)], { columns: {}, properties: '*' })
  const seen = addUpColumns([...of('VARCHAR'), ...of('BIGINT'), ...addUpColumns(of('VARCHAR'))])
  expect(seen.filter(({ name }) => name === 'plan')).toEqual([
    { name: 'plan', use: 'property', field: null, type: 'VARCHAR', files: 2 },
    { name: 'plan', use: 'property', field: null, type: 'BIGINT', files: 1 },
  ])
  expect(seen.find(({ name }) => name === 'event_name')?.files).toBe(3)
})

it('keeps no more columns than a person can look at', () => {
  const many = Array.from({ length: 900 }, (_, at) => column(`column ${at}`))
  const seen = addUpColumns(seenColumnsOf(many, { columns: {}, properties: [] }))
  expect(seen).toHaveLength(500)
})
