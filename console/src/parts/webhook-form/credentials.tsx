import { Select } from '../../kit/controls/select.tsx'
import { TextArea, TextField } from '../../kit/controls/text-field.tsx'
import type { PartProps } from './basic.tsx'
import { claimsOf, type Draft } from './draft.ts'
import css from './form.module.css'
import { SampleToken } from './sample-token.tsx'

interface Props extends PartProps {
  readonly isSecretSet: boolean
}

const KEPT = 'Kept encrypted, never shown again.'
const secretHelp = (isSecretSet: boolean) =>
  isSecretSet ? `${KEPT} Leave it empty to keep the present one.` : KEPT

function useText({ draft, change, isDisabled, problem }: PartProps) {
  return (name: keyof Draft & string, field: string) => ({
    value: String(draft[name]),
    onChange: (value: string) => change({ [name]: value }),
    isDisabled,
    error: problem?.of(`/authentication/${field}`),
  })
}

/** A token that Parley signs. */
export function SignedToken(props: Props) {
  const { draft, change, isDisabled, isSecretSet } = props
  const text = useText(props)
  const secret = {
    ...text('key', 'key'),
    label: draft.algorithm === 'HS256' ? 'Secret' : 'Private key (PEM)',
    help: secretHelp(isSecretSet),
    ...(isSecretSet ? { placeholder: '••••••••••••••••' } : {}),
  }
  return (
    <>
      <Select
        label="Algorithm"
        value={draft.algorithm}
        onChange={algorithm => change({ algorithm })}
        isDisabled={isDisabled}
        options={(['HS256', 'RS256', 'ES256'] as const).map(value => ({ value, label: value }))}
      />
      <TextField label="Issuer" isCode {...text('issuer', 'issuer')} />
      <TextField label="Audience" isCode {...text('audience', 'audience')} />
      <TextField label="Key ID" isCode {...text('keyId', 'key_id')} />
      <div className={css['wide']}>
        {draft.algorithm === 'HS256' ? (
          <TextField type="password" autoComplete="off" isCode {...secret} />
        ) : (
          <TextArea rows={5} isCode {...secret} />
        )}
        <SampleToken claims={claimsOf(draft)} sandbox={draft.sandbox} />
      </div>
    </>
  )
}

/** A token that an OAuth server gives. */
export function ClientCredentials(props: Props) {
  const text = useText(props)
  const { isSecretSet } = props
  return (
    <>
      <div className={css['wide']}>
        <TextField label="Token URL" type="url" isCode {...text('tokenUrl', 'token_url')} />
      </div>
      <TextField label="Client ID" isCode {...text('clientId', 'client_id')} />
      <TextField
        label="Client secret"
        type="password"
        autoComplete="off"
        isCode
        help={secretHelp(isSecretSet)}
        {...(isSecretSet ? { placeholder: '••••••••••••••••' } : {})}
        {...text('clientSecret', 'client_secret')}
      />
      <TextField label="Scope" isCode {...text('scope', 'scope')} />
    </>
  )
}
