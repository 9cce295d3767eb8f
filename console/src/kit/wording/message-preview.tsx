import type { Preview } from '../../../../src/features/templates/preview/preview-schema.ts'
import { plainTextOf } from '../../words/copy/liquid.ts'
import { inboxOf } from '../../words/copy/wording.ts'
import { ownOf } from '../../words/own.ts'
import { Segmented } from '../controls/segmented.tsx'
import { cx } from '../cx.ts'
import css from './message-preview.module.css'

export type Device = 'phone' | 'desktop' | 'plain'

const WIDTHS: Readonly<Record<Device, string>> = { phone: '375 px', desktop: '640 px', plain: 'text only' }

interface Props {
  readonly channel: string
  readonly variables: readonly string[]
  readonly preview: Preview
  /** The rendered control, to stand under the row of this wording. */
  readonly control?: Readonly<Record<string, string>> | undefined
  /** The sender in the inbox row. */
  readonly from: string
  readonly device: Device
  readonly onDevice: (device: Device) => void
}

/** A message as one person would see it: the row in the inbox, then the opened message in a sandbox. */
export function MessagePreview({ channel, variables, preview, control, from, device, onDevice }: Props) {
  const { rendered, page } = preview
  return (
    <div className={css['preview']}>
      <div className="row between">
        <Segmented
          label="Device"
          value={device}
          onChange={onDevice}
          options={[
            { value: 'phone', label: 'Phone' },
            { value: 'desktop', label: 'Desktop' },
            { value: 'plain', label: 'Plain' },
          ]}
        />
        <span className="meta num">{WIDTHS[device]}</span>
      </div>
      {(channel === 'email' || channel === 'push') && (
        <>
          <h3 className="meta">{channel === 'email' ? 'In the inbox' : 'On the lock screen'}</h3>
          <div className={css['inbox']}>
            <InboxRow from={from} variables={variables} rendered={rendered} />
            {control && <InboxRow from={from} variables={variables} rendered={control} isControl />}
          </div>
        </>
      )}
      <h3 className="meta">{channel === 'email' ? 'Opened' : 'The message'}</h3>
      {device === 'plain' || channel === 'sms' ? (
        <pre className={css['plain']}>
          {variables.map(name => plainTextOf(ownOf(rendered, name) ?? '')).join('\n\n')}
        </pre>
      ) : (
        page !== null && (
          <div className={css['scroll']}>
            <iframe
              className={cx(css['frame'], css[device])}
              title="The message as this person would see it"
              src={page}
              sandbox=""
            />
          </div>
        )
      )}
    </div>
  )
}

interface RowProps {
  readonly from: string
  readonly variables: readonly string[]
  readonly rendered: Readonly<Record<string, string>>
  readonly isControl?: boolean
}

function InboxRow({ from, variables, rendered, isControl = false }: RowProps) {
  const { subject, preheader } = inboxOf(variables, rendered)
  return (
    <div className={cx(css['mail'], isControl && css['control'])}>
      <span className={css['face']} aria-hidden="true">
        {from.slice(0, 1).toUpperCase()}
      </span>
      <span className={css['lines']}>
        <strong>{from}</strong>
        <span className={css['subject']}>{subject || 'Without a subject'}</span>
        <span className={css['preheader']}>
          {[...(isControl ? ['control'] : []), ...(preheader === '' ? [] : [preheader])].join(' · ')}
        </span>
      </span>
    </div>
  )
}
