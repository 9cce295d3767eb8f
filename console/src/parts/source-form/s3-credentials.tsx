import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import css from '../form.module.css'
import type { PlaceProps } from './place.tsx'

const WAYS = [
  {
    value: 'assume_role',
    label: 'A role of your account',
    help: 'Parley takes it on with an external id. No key is stored.',
  },
  { value: 'static', label: 'An access key', help: 'Parley keeps it encrypted, and never shows it again.' },
  {
    value: 'chain',
    label: 'The identity of this server',
    help: 'Only for prefixes that its operator has listed for your organisation.',
  },
] as const

interface Props extends PlaceProps {
  /** What Parley does with the bucket. */
  readonly verb: 'reads' | 'writes to'
}

/** How Parley gets at the bucket. */
export function S3Credentials({ verb, ...props }: Props) {
  const { s3, change, isDisabled, problem } = props
  return (
    <Card title="Credentials">
      <div className="stack">
        <RadioGroup
          label={`Parley ${verb} the bucket with`}
          isVertical
          options={WAYS}
          value={s3.credentials}
          onChange={credentials => change({ credentials })}
          isDisabled={isDisabled}
          error={problem?.of('/connection/credentials')}
        />
        {s3.credentials === 'assume_role' && <Role {...props} />}
        {s3.credentials === 'static' && <AccessKey {...props} />}
      </div>
    </Card>
  )
}

function Role({ s3, change, isDisabled, problem }: PlaceProps) {
  return (
    <>
      {s3.externalId !== undefined && <Snippet label="External id" text={s3.externalId} />}
      <TextField
        label="ARN of the role"
        value={s3.roleArn}
        onChange={roleArn => change({ roleArn })}
        isDisabled={isDisabled}
        isCode
        placeholder="arn:aws:iam::123456789012:role/parley"
        help={
          s3.externalId === undefined
            ? 'Leave it empty until you have the role. Save first: Set up then shows its external id, and a trust policy to paste.'
            : 'The trust policy of the role names the external id. Set up shows it ready to paste.'
        }
        error={problem?.of('/connection/credentials/role_arn')}
      />
    </>
  )
}

function AccessKey({ s3, change, isDisabled, problem }: PlaceProps) {
  const wrong = (field: string) => problem?.of(`/connection/credentials/${field}`)
  return (
    <div className={css['fields']}>
      <TextField
        label="Access key ID"
        value={s3.accessKeyId}
        onChange={accessKeyId => change({ accessKeyId })}
        isDisabled={isDisabled}
        isCode
        autoComplete="off"
        error={wrong('access_key_id')}
      />
      <TextField
        label="Secret access key"
        type="password"
        value={s3.secretAccessKey}
        onChange={secretAccessKey => change({ secretAccessKey })}
        isDisabled={isDisabled}
        isCode
        autoComplete="off"
        {...(s3.isSecretSet && {
          placeholder: '••••••••••••••••',
          help: 'Leave it empty to keep the present one.',
        })}
        error={wrong('secret_access_key')}
      />
    </div>
  )
}
