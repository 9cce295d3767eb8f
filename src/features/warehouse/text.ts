import type { Imported } from './import-files.ts'

/** One sentence or two about what became of a partition, for a terminal. */
export function describeImport(imported: Imported): string {
  if (imported.state === 'unchanged') return 'imported before, unchanged.'
  if (imported.state === 'known') return `imported before as ${imported.as}.`
  if (imported.state === 'waiting') return `not complete yet. ${imported.reason}`
  if (imported.state === 'held') return `not taken. ${imported.reason}`
  const { rows, added, gone, otherDay, files } = imported.result
  const outcomes = [...imported.applied].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
  const refused = files.flatMap(file => file.refused.map(({ reason, count }) => `${count} ${reason}`))
  return [
    `${rows} rows, ${added} of them new${outcomes && ` (${outcomes})`}, ${gone} withdrawn.`,
    ...(refused.length === 0 ? [] : [`Refused: ${refused.join(', ')}.`]),
    ...(otherDay === 0 ? [] : [`${otherDay} rows are of another day than their folder.`]),
  ].join(' ')
}
