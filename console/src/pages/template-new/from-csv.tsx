import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { VariantsFile } from '../../../../src/features/templates/exchange/exchange-schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import type { FormWording } from './form.ts'

interface Props {
  readonly org: string
  readonly onRead: (variables: readonly string[], wordings: readonly FormWording[]) => void
}

/** Wordings from a table: its columns become the parts of the message. */
export const FromCsv = ({ org, onRead }: Props) => (
  <DialogTrigger>
    <Button>Start from CSV</Button>
    <Dialog title="Start from a table" size="wide">
      {close => (
        <CsvForm
          org={org}
          onRead={(variables, wordings) => {
            onRead(variables, wordings)
            close()
          }}
        />
      )}
    </Dialog>
  </DialogTrigger>
)

const EXAMPLE =
  'name,control,subject,body\nToday,yes,Welcome,Your account is ready.\nQuestion,,What brings you here?,Tell us.'

function CsvForm({ org, onRead }: Props) {
  const [text, setText] = useState('')
  const read = useMutation({
    mutationFn: () =>
      call<Static<typeof VariantsFile>>('POST', path`/orgs/${org}/variants/read`, { body: { csv: text } }),
    onSuccess({ variables, items }) {
      const hasControl = items.some(({ control }) => control)
      onRead(
        variables,
        items.map(({ name, vars, themes, control }, key) => ({
          ...{ key, name, vars, themes },
          // A template needs a text to compare with: the first one, if the table names none.
          control: hasControl ? control : key === 0,
        })),
      )
    },
  })
  return (
    <div className="stack">
      <p className="sub">
        The first row names the columns. One of them is name; every other column is a part of the message. The
        wording with yes under control is the text that you send today.
      </p>
      <TextArea
        label="CSV"
        isCode
        rows={10}
        placeholder={EXAMPLE}
        value={text}
        onChange={setText}
        error={read.error ? toProblem(read.error).message : undefined}
      />
      <label className="row">
        <span className="meta">Or choose a file:</span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={event => void event.target.files?.[0]?.text().then(setText)}
        />
      </label>
      <DialogActions>
        <Button
          kind="primary"
          isDisabled={text.trim() === ''}
          isPending={read.isPending}
          onPress={() => read.mutate()}
        >
          Use it
        </Button>
      </DialogActions>
    </div>
  )
}
