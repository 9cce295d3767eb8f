import { describe, expect, it } from 'vitest'
import { readAction } from './actions.ts'
import { faultOfProtocol, readSchema } from './schema.ts'
import { newerVersionOf, readTableName } from './table-name.ts'

describe('a line', () => {
  const file = {
    path: 'https://storage.example/a?x=1',
    partitionValues: { date: '2021-04-28', other: '' },
    size: 573,
  }
  const vector = {
    storageType: 'p',
    pathOrInlineDv: 'https://storage.example/dv?y=2',
    offset: 1,
    sizeInBytes: 34,
    cardinality: 2,
  }
  const delta = (add: object, more: object = {}) => ({
    file: { id: 'f1', deltaSingleAction: { add }, ...more },
  })

  it('of a file is read in both formats', () => {
    const common = {
      ...{ id: 'f1', url: file.path, bytes: 573, expiresAt: 1652140800000, deletions: null },
      partitionValues: { date: '2021-04-28', other: null },
    }
    const expirationTimestamp = 1652140800000
    const { path: url, ...rest } = file
    expect(readAction(delta(file, { expirationTimestamp }))).toEqual({
      ok: true,
      value: { type: 'file', file: common },
    })
    expect(readAction({ file: { url, id: 'f1', ...rest, expirationTimestamp } })).toEqual({
      ok: true,
      value: { type: 'file', file: common },
    })
  })

  it('of a file with deleted rows names the version of them', () => {
    const read = (deletionVector: object, more?: object) => {
      const action = readAction(delta({ ...file, deletionVector }, more))
      return action.ok && action.value.type === 'file' ? action.value.file.deletions : action
    }
    const place = { type: 'file', url: vector.pathOrInlineDv, offset: 1 }
    expect(read(vector, { deletionVectorFileId: 'd1' })).toEqual({
      id: 'd1@1',
      cardinality: 2,
      bytes: 34,
      place,
    })
    // The address differs each time; its path does not.
    const again = { ...vector, pathOrInlineDv: 'https://storage.example/dv?y=3' }
    expect(read(again)).toMatchObject({ id: (read(vector) as { id: string }).id })
    expect(
      read({
        ...vector,
        storageType: 'i',
        pathOrInlineDv: 'wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L',
      }),
    ).toMatchObject({
      place: { type: 'inline' },
    })
    expect(read({ ...vector, storageType: 'u', pathOrInlineDv: 'vBn[lx{q8@P<9BNH/isA' })).toMatchObject({
      ok: false,
    })
  })

  it.each([
    [{ add: file }, 'the action "add", which Parley does not know'],
    [
      { file: { id: 'f1', deltaSingleAction: { remove: file } } },
      'a file action that adds no file to a snapshot',
    ],
    [
      { file: { id: 'f1', deltaSingleAction: { add: { ...file, size: undefined } } } },
      'a file without id, address or size',
    ],
    [{ protocol: {} }, 'a protocol without minReaderVersion'],
    [{ metaData: {} }, 'metadata without a schemaString'],
    [{ protocol: {}, metaData: {} }, 'a line that is no action'],
    [[], 'a line that is no action'],
    ['x', 'a line that is no action'],
  ])('that is not understood is an error: %o', (line, reason) => {
    expect(readAction(line)).toEqual({ ok: false, reason })
  })
})

describe('a table', () => {
  it.each([
    [3, ['deletionVectors', 'columnMapping', 'timestampNtz'], undefined],
    [3, ['deletionVectors', 'variantType'], 'needs variantType, which Parley does not have'],
    [4, [], 'needs a reader of version 4'],
  ])('with the reader version %i and %o', (version, features, fault) => {
    expect(faultOfProtocol(version, features)).toBe(fault)
  })

  it('has columns by their names in files', () => {
    const metadata = { 'delta.columnMapping.id': 7, 'delta.columnMapping.physicalName': 'col-1' }
    const schema = JSON.stringify({
      fields: [
        { name: 'a', type: 'long', metadata },
        { name: 'b', type: { type: 'struct', fields: [] }, metadata },
      ],
    })
    expect(readSchema(schema, 'none')).toMatchObject({
      value: [{ physicalName: 'a', fieldId: null }, { type: 'nested' }],
    })
    expect(readSchema(schema, 'name')).toMatchObject({
      value: [{ physicalName: 'col-1', fieldId: null }, {}],
    })
    expect(readSchema(schema, 'id')).toMatchObject({ value: [{ fieldId: 7 }, {}] })
    expect(readSchema(schema, 'other')).toMatchObject({ ok: false })
    expect(readSchema('{"fields":[{"name":"a"}]}', 'name')).toMatchObject({ ok: false })
  })

  it('is named by three names', () => {
    expect(readTableName('s.c.t')).toEqual({ ok: true, value: { share: 's', schema: 'c', table: 't' } })
    for (const text of ['s.c', 's.c.t.x', 's..t', '', `s.c.${'t'.repeat(256)}`])
      expect(readTableName(text)).toMatchObject({ ok: false })
  })

  it.each([
    ['unified', ['unified', 'other_v9'], undefined],
    ['unified', ['Unified_V2', 'unified_v10'], 'unified_v10'],
    ['unified_v2', ['unified', 'unified_v1', 'unified_v2'], undefined],
    ['unified_v2', ['unified_v3'], 'unified_v3'],
  ])('%s has a newer version among %o: %s', (table, tables, newer) => {
    expect(newerVersionOf(table, tables)).toBe(newer)
  })
})
