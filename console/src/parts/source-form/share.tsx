import { FileTrigger } from 'react-aria-components'
import { Button } from '../../kit/controls/button.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextArea, TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import css from '../form.module.css'
import type { PartProps } from './draft.ts'
import type { ShareDraft } from './share-draft.ts'

interface Props extends Pick<PartProps, 'isDisabled' | 'problem'> {
  readonly share: ShareDraft
  readonly change: (change: Partial<ShareDraft>) => void
}

/** Which table is shared, and what lets Parley read it. */
export function Share(props: Props) {
  const { share, change, isDisabled, problem } = props
  const name = (label: string, field: 'share' | 'schema' | 'table', example: string) => (
    <TextField
      label={label}
      value={share[field]}
      onChange={value => change({ [field]: value })}
      isDisabled={isDisabled}
      isRequired
      isCode
      placeholder={example}
      error={problem?.of(`/connection/${field}`)}
    />
  )
  return (
    <>
      <Card title="Shared table">
        <div className={css['fields']}>
          {name('Share', 'share', 'acme_share')}
          {name('Schema', 'schema', 'events')}
          {name('Table or view', 'table', 'unified_events')}
        </div>
      </Card>
      <Card title="Credentials">
        <div className="stack">
          <RadioGroup
            label="The owner of the share has sent"
            isVertical
            options={[
              { value: 'profile', label: 'A profile file', help: 'Such as config.share.' },
              {
                value: 'activation_link',
                label: 'An activation link',
                help: 'It works once: do not open it.',
              },
            ]}
            value={share.credentials}
            onChange={credentials => change({ credentials })}
            isDisabled={isDisabled}
            error={problem?.of('/connection/credentials')}
          />
          {share.credentials === 'profile' ? <Profile {...props} /> : <Link {...props} />}
        </div>
      </Card>
    </>
  )
}

const KEPT = 'Parley keeps it encrypted, and never shows it again.'
const helpOf = (isStored: boolean): string =>
  isStored ? `${KEPT} Leave it empty to keep the present one.` : KEPT

const Profile = ({ share, change, isDisabled, problem }: Props) => (
  <>
    <TextArea
      label="Profile"
      rows={6}
      value={share.profile}
      onChange={profile => change({ profile })}
      isDisabled={isDisabled}
      isCode
      autoComplete="off"
      help={helpOf(share.stored === 'profile')}
      error={problem?.of('/connection/credentials/profile')}
    />
    {!isDisabled && (
      <div>
        <FileTrigger
          acceptedFileTypes={['.share', '.json']}
          onSelect={async files => change({ profile: (await files?.[0]?.text()) ?? '' })}
        >
          <Button size="small">Take it from a file…</Button>
        </FileTrigger>
      </div>
    )}
  </>
)

const Link = ({ share, change, isDisabled, problem }: Props) => (
  <TextField
    label="Activation link"
    type="password"
    value={share.activationLink}
    onChange={activationLink => change({ activationLink })}
    isDisabled={isDisabled}
    isCode
    autoComplete="off"
    help={`Parley redeems it when it first needs it. ${helpOf(share.stored === 'activation_link')}`}
    error={problem?.of('/connection/credentials/activation_link')}
  />
)
