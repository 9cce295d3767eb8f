import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { RecommendationView } from '../../../../src/features/recommendations/schema.ts'
import { call, path } from '../../api/call.ts'
import { weeklyMessagesQuery } from '../../api/weekly-query.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { KINDS } from '../../words/advice.ts'
import { effectInWords } from '../../words/traffic.ts'
import { detailQuery } from './queries.ts'

interface Props {
  readonly recommendation: RecommendationView
  readonly action: 'accept' | 'dismiss'
  readonly close: () => void
}

/** What happens, a reason, and the decision. */
export function Decide({ recommendation, action, close }: Props) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const { id, kind, template_id } = recommendation
  const decide = useMutation({
    mutationFn: () =>
      call<RecommendationView>('POST', path`/orgs/${org}/recommendations/${id}`, {
        body: { action, ...(note.trim() === '' ? {} : { note: note.trim() }) },
      }),
    async onSuccess() {
      close()
      toast(action === 'dismiss' ? 'It comes back only if its figures change much.' : 'Done.')
      await client.invalidateQueries({ queryKey: [org, 'recommendations'] })
      await client.invalidateQueries({ queryKey: [org, 'template', template_id] })
    },
  })
  return (
    <div className="stack">
      {action === 'accept' ? (
        <Effect id={id} template={template_id} after={KINDS[kind].after} />
      ) : (
        <p>It stays below with your reason. It comes back if its figures have doubled or halved.</p>
      )}
      <TextArea
        label="Reason"
        aside="for your colleagues"
        rows={2}
        maxLength={1000}
        value={note}
        onChange={setNote}
      />
      {decide.error && <Failed error={decide.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" isPending={decide.isPending} onPress={() => decide.mutate()}>
          {action === 'dismiss' ? 'Not now' : KINDS[kind].accept}
        </Button>
      </DialogActions>
    </div>
  )
}

function Effect({
  id,
  template,
  after,
}: {
  readonly id: string
  readonly template: string
  readonly after: string
}) {
  const { org = '' } = useParams({ strict: false })
  const detail = useQuery(detailQuery(org, id))
  const weekly = useQuery(weeklyMessagesQuery(org, template))
  return (
    <Loaded query={detail}>
      {({ effect }) =>
        effect === null ? (
          <p>{after === '' ? 'This is no longer possible: something has changed since.' : after}</p>
        ) : (
          <ul className="stack">
            {effectInWords(effect, weekly.data ?? 0).map(line => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
