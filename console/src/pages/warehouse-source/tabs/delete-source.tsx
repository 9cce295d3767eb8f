import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { call } from '../../../api/call.ts'
import { sourcePath, sourcesQuery } from '../../../api/source-queries.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../../kit/overlays/dialog.tsx'
import { Card } from '../../../kit/show/card.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { useSave } from '../../../kit/use-save.ts'

/** Deletes a source. What it has brought stays. */
export const DeleteSource = ({ source }: { readonly source: SourceView }) => (
  <Card title="Delete">
    <div className="stack">
      <p className="sub">
        Parley forgets the credentials and reads no more. What the source has brought stays counted. A new
        source of the same name goes on where this one ended; under another name, the same export would be
        counted again.
      </p>
      <div>
        <DialogTrigger>
          <Button kind="danger" size="small" needs="operate">
            Delete…
          </Button>
          <Dialog title="Delete the source" role="alertdialog">
            {close => <Delete source={source} close={close} />}
          </Dialog>
        </DialogTrigger>
      </div>
    </div>
  </Card>
)

function Delete({ source, close }: { readonly source: SourceView; readonly close: () => void }) {
  const { org = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const remove = useSave({
    save: () => call<null>('DELETE', sourcePath(org, source.id)),
    changes: [sourcesQuery(org).queryKey],
    said: 'The source is deleted.',
    onDone() {
      close()
      void navigate({ to: '/o/$org/sources', params: { org }, ignoreBlocker: true })
    },
  })
  return (
    <div className="stack">
      <p>Parley reads it no more. Its credentials cannot be brought back.</p>
      <TextField label={`Type the name to confirm: ${source.name}`} value={typed} onChange={setTyped} />
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="danger"
          isDisabled={typed !== source.name}
          isPending={remove.isPending}
          onPress={() => remove.mutate(undefined)}
        >
          Delete
        </Button>
      </DialogActions>
    </div>
  )
}
