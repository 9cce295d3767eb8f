import { describe, expect, it } from 'vitest'
import { judge, type Markers, type S3Object } from './completeness.ts'
import { readCommit, readManifest } from './markers.ts'

const NOW = new Date('2026-01-05T12:00:00Z')
const MINUTE_MS = 60_000
const NO_MARKERS: Markers = { manifests: [], commits: [] }

const object = (name: string, minutesAgo: number, bytes = 10): S3Object => ({
  ...{ name, version: `"${name}"`, bytes },
  modifiedAt: new Date(NOW.getTime() - minutesAgo * MINUTE_MS),
})
const day = (name: string) => `acme/event_date=2026-01-03/${name}`
const rules = { now: NOW, quietMs: 15 * MINUTE_MS, mode: 'overwrite' } as const
const judged = (
  objects: readonly S3Object[],
  markers = NO_MARKERS,
  mode: 'overwrite' | 'append' = 'overwrite',
) =>
  judge(objects, markers, { ...rules, mode }).map(({ files, ...rest }) => ({
    ...rest,
    files: files.map(({ name }) => name),
  }))

const manifestOf = (names: readonly string[], minutesAgo: number) => {
  const entries = names.map(name => ({ url: `s3://bucket/${name}`, meta: { content_length: 10 } }))
  const at = object('acme/manifest', minutesAgo).modifiedAt
  const manifest = readManifest(JSON.stringify({ entries }), 'bucket', at)
  return { manifests: manifest ? [manifest] : [], commits: [] }
}

describe('a day without markers', () => {
  it('is complete after a quiet time', () => {
    expect(judged([object(day('a.parquet'), 14)])).toMatchObject([
      { waiting: expect.stringContaining('15 minutes') },
    ])
    expect(judged([object(day('a.parquet'), 15)])).toMatchObject([
      { name: 'event_date=2026-01-03', day: '2026-01-03', waiting: null, files: [day('a.parquet')] },
    ])
  })

  it('leaves out what an earlier export has left, unless files are added to old ones', () => {
    const objects = [
      object(day('a.parquet'), 20),
      object(day('b.parquet'), 20 + 6 * 60),
      object(day('c.parquet'), 21 + 6 * 60),
    ]
    expect(judged(objects)).toMatchObject([
      { files: [day('a.parquet'), day('b.parquet')], leftOut: [day('c.parquet')] },
    ])
    expect(judged(objects, NO_MARKERS, 'append')).toMatchObject([{ leftOut: [], waiting: null }])
  })

  it('is complete at once with a marker of success, unless that is older', () => {
    const success = (minutesAgo: number) => object('acme/_SUCCESS', minutesAgo)
    expect(judged([object(day('a.parquet'), 2), success(1)])).toMatchObject([{ waiting: null }])
    expect(judged([object(day('a.parquet'), 2), success(3)])).toMatchObject([{ waiting: expect.any(String) }])
  })
})

describe('a manifest', () => {
  it('says which files count', () => {
    const objects = [object(day('0000_part_00.parquet'), 2), object(day('0001_part_00.parquet'), 900)]
    expect(judged(objects, manifestOf([day('0000_part_00.parquet')], 1))).toMatchObject([
      { files: [day('0000_part_00.parquet')], leftOut: [day('0001_part_00.parquet')], waiting: null },
    ])
  })

  it('makes the day wait for a file that is missing or has another length', () => {
    const listed = manifestOf([day('a.parquet'), day('b.parquet')], 1)
    expect(judged([object(day('a.parquet'), 2)], listed)).toMatchObject([
      { waiting: `Its manifest lists ${day('b.parquet')}, which is not there in full.` },
    ])
    expect(judged([object(day('a.parquet'), 2), object(day('b.parquet'), 2, 9)], listed)).toMatchObject([
      { waiting: expect.stringContaining('b.parquet') },
    ])
  })

  it('of an earlier export says nothing', () => {
    const objects = [object(day('a.parquet'), 2), object(day('b.parquet'), 2)]
    expect(judged(objects, manifestOf([day('a.parquet')], 60))).toMatchObject([
      { waiting: expect.any(String), leftOut: [] },
    ])
  })

  it('says nothing about days that it does not list', () => {
    const other = 'acme/event_date=2026-01-04/a.parquet'
    expect(judged([object(day('a.parquet'), 60), object(other, 60)], manifestOf([other], 50))).toMatchObject([
      { name: 'event_date=2026-01-03', waiting: null, files: [day('a.parquet')] },
      { name: 'event_date=2026-01-04', waiting: null },
    ])
  })
})

describe('the markers of Databricks', () => {
  const committed = (id: string, added: readonly string[], removed: readonly string[] = []) =>
    readCommit(day(`_committed_${id}`), JSON.stringify({ added, removed }))

  it('leave out files that no job has committed, and files that a later job removed', () => {
    const objects = ['old.parquet', 'new.parquet', 'failed.parquet'].map(name => object(day(name), 1))
    const commits = [committed('1', ['old.parquet']), committed('2', ['new.parquet'], ['old.parquet'])]
    expect(judged(objects, { manifests: [], commits })).toMatchObject([
      { files: [day('new.parquet')], leftOut: [day('old.parquet'), day('failed.parquet')], waiting: null },
    ])
  })

  it('make the day wait for a job that has started', () => {
    const commits = [readCommit(day('_started_1'), '')]
    expect(judged([object(day('a.parquet'), 999)], { manifests: [], commits })).toMatchObject([
      { waiting: 'Its job has not committed its files yet.' },
    ])
  })
})

it('the folders of a Delta table are refused', () => {
  expect(() => judged([object('acme/_delta_log/00000000000000000000.json', 1)])).toThrow('Delta table')
})
