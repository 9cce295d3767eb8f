import { useQuery } from '@tanstack/react-query'
import {
  Dialog as AriaDialog,
  Menu as AriaMenu,
  Autocomplete,
  Input,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { templatesQuery } from '../api/org-queries.ts'
import css from './search.module.css'

const PAGES = [
  ['Home', ''],
  ['Templates', '/templates'],
  ['New template', '/templates/new'],
  ['Recommendations', '/recommendations'],
  ['Playground', '/playground'],
  ['Plan a launch', '/plan'],
  ['Events', '/events'],
  ['Event names', '/events/names'],
  ['Replays', '/events/replays'],
  ['Sources', '/sources'],
  ['People', '/people'],
  ['Webhooks and exports', '/sources/coverage'],
  ['Deliveries', '/deliveries'],
  ['Daily export', '/exports'],
  ['Transports', '/deliveries?tab=transports'],
  ['Feedback webhook settings', '/admin/channels/feedback-webhooks'],
  ['Create Feedback Webhook', '/admin/channels/feedback-webhooks/new'],
  ['Settings: Organisation', '/settings/organisation'],
  ['Settings: Integrations', '/settings/integrations'],
  ['Settings: Sandboxes', '/settings/sandboxes'],
  ['Settings: Attributes', '/settings/attributes'],
  ['Settings: Metrics', '/settings/metrics'],
  ['Settings: API Keys', '/settings/keys'],
  ['Settings: Members', '/settings/members'],
  ['Settings: Sign-in', '/settings/sign-in'],
  ['Settings: Audit', '/settings/audit'],
  ['Settings: Data', '/settings/data'],
] as const

interface Props {
  readonly org: string
  readonly onClose: () => void
}

/** Jumps to a page or a template by a part of its name. */
export function Search({ org, onClose }: Props) {
  const { contains } = useFilter({ sensitivity: 'base' })
  const { data: templates } = useQuery(templatesQuery(org))
  const base = `/o/${encodeURIComponent(org)}`
  const places = [
    ...(templates?.items ?? []).map(({ id, name }) => ({
      name,
      kind: 'Template',
      href: `${base}/templates/${encodeURIComponent(id)}`,
    })),
    ...PAGES.map(([name, at]) => ({ name, kind: 'Page', href: `${base}${at}` })),
  ]
  return (
    <ModalOverlay className={css['overlay'] ?? ''} isDismissable isOpen onOpenChange={onClose}>
      <Modal className={css['modal'] ?? ''}>
        <AriaDialog aria-label="Search or jump to" className={css['dialog'] ?? ''}>
          <Autocomplete filter={contains}>
            <SearchField aria-label="Page or template" autoFocus className={css['field'] ?? ''}>
              <Input className={css['input'] ?? ''} placeholder="Page or template" />
            </SearchField>
            <AriaMenu
              aria-label="Pages and templates"
              className={css['list'] ?? ''}
              items={places}
              onAction={onClose}
              renderEmptyState={() => <p className={css['none']}>No page or template has this name.</p>}
            >
              {({ name, kind, href }) => (
                <MenuItem id={href} href={href} textValue={name} className={css['item'] ?? ''}>
                  {name} <span className="meta">{kind}</span>
                </MenuItem>
              )}
            </AriaMenu>
          </Autocomplete>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
