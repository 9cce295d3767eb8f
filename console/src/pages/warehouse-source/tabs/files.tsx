import type { PartitionView } from '../../../../../src/features/warehouse/sources/partitions/schema.ts'
import { bytesInWords, numberInWords } from '../../../words/numbers.ts'
import { refusedInWords } from '../../../words/warehouse/reading.ts'
import css from '../source.module.css'

/** The files of a day, those with a fault first. */
export function Files({ files }: { readonly files: PartitionView['files'] }) {
  const { count, bytes, items, refused_rows } = files
  if (count === 0) return 'None'
  return (
    <details className={css['files']}>
      <summary>
        {numberInWords(count)} {count === 1 ? 'file' : 'files'}, {bytesInWords(bytes)}
      </summary>
      <ul>
        {items.map(({ name, rows, fault }) => (
          <li key={name}>
            <code>{name}</code>: {fault ?? `${numberInWords(rows)} rows`}
          </li>
        ))}
        {count > items.length && <li>and {numberInWords(count - items.length)} more</li>}
        {refused_rows.length > 0 && <li>Refused rows: {refusedInWords(refused_rows)}</li>}
      </ul>
    </details>
  )
}
