/** The calls of a replay in words: "Calls of cio since 2026-03-01". */
export function replayInWords(filter: Readonly<Record<string, unknown>>): string {
  const said = (name: string): string | undefined => {
    const value = filter[name]
    return typeof value === 'string' ? value : undefined
  }
  const { ids } = filter
  const parts = [
    Array.isArray(ids) ? (ids.length === 1 ? 'One call' : `${ids.length} calls`) : 'Calls',
    worded('of', said('platform')),
    worded('with the event', said('event')),
    worded('read as', said('type')),
    worded('with the outcome', said('outcome')),
    worded('with the reason', said('reason')),
    worded('since', said('from')?.slice(0, 16).replace('T', ' ')),
    worded('until', said('to')?.slice(0, 16).replace('T', ' ')),
  ]
  return parts.filter(part => part !== '').join(' ')
}

const worded = (word: string, value: string | undefined): string =>
  value === undefined ? '' : `${word} ${value}`
