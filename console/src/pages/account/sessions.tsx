import type { OwnSession } from '../../api/accounts.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { useSave } from '../../kit/use-save.ts'
import { browserInWords } from '../../words/accounts.ts'

export function Sessions({ sessions }: { readonly sessions: readonly OwnSession[] }) {
  const changes = [['me', 'sessions']]
  const end = useSave({
    changes,
    said: 'The session has ended.',
    save: (id: string) => call<null>('DELETE', path`/me/sessions/${id}`),
  })
  const endOthers = useSave({
    changes,
    said: 'Your other sessions have ended.',
    save: () => call<null>('DELETE', '/me/sessions'),
  })
  const error = end.error ?? endOthers.error
  return (
    <Card
      title="Where you are signed in"
      isPadded={false}
      actions={
        <Button
          size="small"
          isDisabled={sessions.length < 2}
          isPending={endOthers.isPending}
          onPress={() => endOthers.mutate(undefined)}
        >
          End all others
        </Button>
      }
    >
      {error && <Failed error={error} />}
      <DataTable
        caption="Your sessions"
        rows={sessions}
        idOf={({ id }) => id}
        columns={[
          {
            id: 'browser',
            title: 'Browser',
            isHeading: true,
            cell: ({ agent, current }) => (
              <>
                {browserInWords(agent)} {current && <Chip tone="positive">this one</Chip>}
              </>
            ),
          },
          { id: 'address', title: 'Address', cell: ({ address }) => <code>{address}</code> },
          { id: 'began', title: 'Began', cell: ({ created_at }) => <Age at={created_at} /> },
          { id: 'used', title: 'Last used', cell: ({ seen_at }) => <Age at={seen_at} /> },
          {
            id: 'actions',
            title: 'Actions',
            cell: ({ id, agent, current }) =>
              current ? null : (
                <Button
                  size="small"
                  kind="danger"
                  aria-label={`End the session in ${browserInWords(agent)}`}
                  isDisabled={end.isPending}
                  onPress={() => end.mutate(id)}
                >
                  End
                </Button>
              ),
          },
        ]}
      />
    </Card>
  )
}
