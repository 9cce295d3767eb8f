import { describe, expect, it } from 'vitest'
import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'
import { ROWS_MAX, rowsOf, withNews } from './rows.ts'

const call = (id: string, processed_at: string | null = 'now'): RequestSummary =>
  ({ id, processed_at }) as RequestSummary
const ids = (rows: readonly RequestSummary[]) => rows.map(({ id }) => id)
const number = (at: number) => String(at).padStart(4, '0')

describe('the rows of the log', () => {
  it('are those of the list and of the stream, newest first, each once', () => {
    const streamed = withNews(new Map(), [call('3', null), call('4')])
    const { rows, above } = rowsOf([call('3'), call('2')], streamed, undefined)
    expect([ids(rows), above]).toEqual([['4', '3', '2'], 0])
    expect(rows[1]?.processed_at).toBe('now')
  })

  it('show what the stream says of a listed call later', () => {
    const { rows } = rowsOf([call('3', null)], withNews(new Map(), [call('3', 'then')]), undefined)
    expect(rows).toEqual([call('3', 'then')])
  })

  it('stay while somebody reads them: later calls wait above, and what is new of a row is shown', () => {
    const held = [call('2', null), call('1')]
    let streamed = withNews(new Map(), [call('3'), call('4'), call('2', 'then')])
    expect(rowsOf([], streamed, held)).toEqual({ rows: [call('2', 'then'), call('1')], above: 2 })
    for (let at = 1000; at < 1300; at++) streamed = withNews(streamed, [call(number(at))])
    expect(ids(rowsOf([], streamed, held).rows)).toEqual(['2', '1'])
  })

  it('are at most 200, the latest', () => {
    let streamed = withNews(new Map(), [])
    for (let at = 0; at < 1000; at++) streamed = withNews(streamed, [call(number(at))])
    expect(streamed.size).toBe(ROWS_MAX)
    const { rows } = rowsOf([call('0000')], streamed, undefined)
    expect([rows.length, rows[0]?.id, rows.at(-1)?.id]).toEqual([ROWS_MAX, '0999', '0800'])
  })
})
