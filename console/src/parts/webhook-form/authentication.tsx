import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { Card } from '../../kit/show/card.tsx'
import form from '../form.module.css'
import type { PartProps } from './basic.tsx'
import { ClientCredentials, SignedToken } from './credentials.tsx'

interface Props extends PartProps {
  /** Whether a secret of this kind is stored already. */
  readonly isSecretSet: boolean
}

/** How deliveries authenticate. Both kinds of token are JWT Authentication, as in Adobe Journey Optimizer. */
export const Authentication = (props: Props) => {
  const { draft, change, isDisabled } = props
  const { authentication } = draft
  return (
    <Card title="Authentication">
      <div className="stack">
        <RadioGroup
          label="Kind of authentication"
          look="cards"
          value={authentication === 'none' ? 'none' : 'jwt'}
          onChange={kind => change({ authentication: kind })}
          isDisabled={isDisabled}
          options={[
            { value: 'none', label: 'No Authentication', help: 'No authentication headers are added.' },
            { value: 'jwt', label: 'JWT Authentication', help: 'A short-lived token in Authorization.' },
          ]}
        />
        {authentication !== 'none' && (
          <>
            <Segmented
              label="Where the token comes from"
              value={authentication}
              onChange={kind => !isDisabled && change({ authentication: kind })}
              options={[
                { value: 'jwt', label: 'Signed by Parley' },
                { value: 'client_credentials', label: 'From a token endpoint' },
              ]}
            />
            <div className={form['fields']}>
              {authentication === 'jwt' ? <SignedToken {...props} /> : <ClientCredentials {...props} />}
            </div>
          </>
        )}
      </div>
    </Card>
  )
}
