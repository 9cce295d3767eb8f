import { TextField } from '../controls/text-field.tsx'

interface Props {
  readonly label?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  /** A new password is long; an old one is what it is. */
  readonly isNew?: boolean
}

const LENGTH_MIN = 12

/** A password. Managers of passwords may fill it in, and pasting works. */
export const PasswordField = ({ label = 'Password', value, onChange, error, isNew = false }: Props) => (
  <TextField
    label={label}
    type="password"
    autoComplete={isNew ? 'new-password' : 'current-password'}
    value={value}
    onChange={onChange}
    error={error}
    maxLength={200}
    {...(isNew && { help: `At least ${LENGTH_MIN} characters. Several words are easy to remember.` })}
  />
)

export const isLongEnough = (password: string): boolean => [...password].length >= LENGTH_MIN
