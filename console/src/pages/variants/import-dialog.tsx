import { useState } from 'react'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { type Place, useImport } from './queries.ts'

interface Props {
  readonly place: Place
  readonly variables: readonly string[]
}

/** Wordings from a table or from what another template exported: all of them or none. */
export const ImportButton = ({ place, variables }: Props) => (
  <DialogTrigger>
    <Button needs="edit">Import</Button>
    <Dialog title="Import wordings" size="wide">
      {close => <ImportForm place={place} variables={variables} onDone={close} />}
    </Dialog>
  </DialogTrigger>
)

function ImportForm({ place, variables, onDone }: Props & { readonly onDone: () => void }) {
  const [text, setText] = useState('')
  const importing = useImport(place)
  const body = bodyOf(text)
  const check = () => importing.mutate({ ...body, dry_run: true })
  const run = () =>
    importing.mutate(
      { ...body },
      {
        onSuccess({ created }) {
          toast(created.length === 1 ? '1 wording imported.' : `${created.length} wordings imported.`)
          onDone()
        },
      },
    )
  const problem = importing.error ? toProblem(importing.error) : undefined
  const checked = importing.data?.created
  return (
    <div className="stack">
      <p className="sub">
        Paste a table with a header row (CSV), or the JSON of an export. Columns: name, {variables.join(', ')}
        ; besides, if you like, themes, attrs, control and status. New wordings are drafts unless status says
        approved.
      </p>
      <TextArea
        label="CSV or JSON"
        isCode
        rows={10}
        value={text}
        onChange={value => {
          setText(value)
          importing.reset()
        }}
        error={problem?.message}
      />
      <label className="row">
        <span className="meta">Or choose a file:</span>
        <input
          type="file"
          accept=".csv,.json,text/csv,application/json"
          onChange={event => void event.target.files?.[0]?.text().then(setText)}
        />
      </label>
      {checked && (
        <p role="status">
          It fits: {checked.map(({ name, status }) => `${name} (${status})`).join(', ')}. Nothing is imported
          yet.
        </p>
      )}
      <DialogActions>
        <Button isDisabled={text.trim() === ''} isPending={importing.isPending} onPress={check}>
          Check
        </Button>
        <Button kind="primary" isDisabled={text.trim() === ''} isPending={importing.isPending} onPress={run}>
          Import
        </Button>
      </DialogActions>
    </div>
  )
}

/** JSON as it was exported, or a list of wordings; everything else is a table. */
function bodyOf(text: string): { readonly items: unknown } | { readonly csv: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return { items: value }
    if (typeof value === 'object' && value !== null && 'items' in value) return { items: value.items }
  } catch {
    // It is no JSON.
  }
  return { csv: text }
}
