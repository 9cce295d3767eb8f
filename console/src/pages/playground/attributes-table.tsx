import { DataTable } from '../../kit/table/data-table.tsx'
import { writeValue } from '../../words/copy/values.ts'

interface Props {
  /** As they were sent. */
  readonly before: Readonly<Record<string, unknown>>
  /** As Parley reads them. */
  readonly after: Readonly<Record<string, readonly string[]>>
}

/** What the attribute rules of the organisation make of what was sent. */
export function AttributesTable({ before, after }: Props) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  if (names.length === 0) return null
  const sent = (name: string) => (Object.hasOwn(before, name) ? writeValue(before[name]) : 'not sent')
  const read = (name: string) => (Object.hasOwn(after, name) ? after[name]?.join(', ') : undefined)
  return (
    <section>
      <h3>Attributes</h3>
      <DataTable
        caption="Attributes as sent and as read"
        rows={names}
        idOf={name => name}
        columns={[
          { id: 'name', title: 'Attribute', isHeading: true, cell: name => name },
          { id: 'sent', title: 'Sent', cell: sent },
          { id: 'read', title: 'Read as', cell: name => read(name) ?? 'nothing' },
        ]}
      />
    </section>
  )
}
