import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { usePermission } from '../../../api/permission.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Icon } from '../../../kit/icon.tsx'
import { Menu, MenuItem, MenuTrigger } from '../../../kit/overlays/menu.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { type Change, type Place, trafficQuery, useUndo } from './queries.ts'
import { SharesDialog } from './shares-dialog.tsx'
import { ShipDialog } from './ship-dialog.tsx'

type Opened = 'ship' | 'freeze' | 'resume' | 'weights'

const FREEZE: Change = { action: 'freeze', body: {} }
const RESUME: Change = { action: 'resume', body: {} }

/** Takes the traffic of a template into one's own hands: ship, freeze, set, resume, undo. */
export function ResultsActions({ place, status }: { readonly place: Place; readonly status: string }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const { data: traffic } = useQuery(trafficQuery(place))
  const takeBack = useUndo(place)
  const mayEdit = usePermission('edit')
  const close = () => setOpened(null)
  const isSet = traffic?.mode === 'set'
  const [latest] = traffic?.changes ?? []
  return (
    <>
      {mayEdit && status !== 'archived' && (
        <MenuTrigger>
          <Button aria-label="Traffic">
            Traffic <Icon name="down" size={14} />
          </Button>
          <Menu aria-label="Traffic">
            {isSet ? (
              <MenuItem onAction={() => setOpened('resume')}>Resume learning …</MenuItem>
            ) : (
              <MenuItem onAction={() => setOpened('freeze')}>Freeze shares …</MenuItem>
            )}
            <MenuItem onAction={() => setOpened('weights')}>Set shares myself …</MenuItem>
            {latest?.undo_until != null && <MenuItem onAction={takeBack}>Undo the latest change</MenuItem>}
          </Menu>
        </MenuTrigger>
      )}
      <Button kind="primary" needs="edit" isDisabled={status !== 'active'} onPress={() => setOpened('ship')}>
        Ship …
      </Button>
      {opened === 'ship' && <ShipDialog place={place} onClose={close} />}
      {opened === 'weights' && <SharesDialog place={place} onClose={close} />}
      {opened === 'freeze' && (
        <ChangeDialog
          {...{ place, onClose: close, change: FREEZE }}
          title="Freeze the shares"
          verb="Freeze"
          done="The shares are frozen."
        />
      )}
      {opened === 'resume' && (
        <ChangeDialog
          {...{ place, onClose: close, change: RESUME }}
          title="Resume learning"
          verb="Resume learning"
          done="Parley learns again."
        />
      )}
    </>
  )
}
