import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { endInWords } from '../../words/named-keys.ts'
import { AddKey } from './add-key.tsx'
import { RemoveKey } from './remove-key.tsx'

interface Props {
  readonly org: string
  readonly platform: PlatformView
  /** A setting with several values. */
  readonly field: PlatformView['settings'][number]
}

/** The keys of further workspaces of a platform, each under a name. */
export function NamedKeys({ org, platform, field }: Props) {
  const keys = platform.settings.flatMap(({ key, name, last_four }) =>
    name !== undefined && key === `${field.key}.${name}` ? [{ key, name, last_four }] : [],
  )
  return (
    <Card
      title="Keys of further workspaces"
      actions={
        <DialogTrigger>
          <Button size="small" needs="operate">
            Add a key…
          </Button>
          <Dialog title={`Add a ${field.label.toLowerCase()}`}>
            {close => (
              <AddKey
                org={org}
                platform={platform}
                field={field}
                taken={keys.map(({ name }) => name)}
                close={close}
              />
            )}
          </Dialog>
        </DialogTrigger>
      }
    >
      <div className="stack">
        <p className="sub">
          Each workspace of {platform.name} signs with a key of its own. Parley accepts a report if one of the
          keys signed it, and the log shows the name of that key.
        </p>
        {keys.length > 0 && (
          <DataTable
            caption="Named keys"
            rows={keys}
            idOf={({ key }) => key}
            columns={[
              { id: 'name', title: 'Name', isHeading: true, cell: ({ name }) => name },
              { id: 'end', title: 'Key', cell: ({ last_four }) => <code>{endInWords(last_four)}</code> },
              {
                id: 'actions',
                title: 'Actions',
                cell: ({ key, name }) => <RemoveKey org={org} platform={platform} of={key} name={name} />,
              },
            ]}
          />
        )}
      </div>
    </Card>
  )
}
