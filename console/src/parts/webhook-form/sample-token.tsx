import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { JsonText } from '../json-text.tsx'
import type { claimsOf } from './draft.ts'
import { previewQuery } from './preview-query.ts'

interface Props {
  readonly claims: ReturnType<typeof claimsOf>
  readonly sandbox: string
}

/** The token that a delivery would carry now, in clear text. */
export const SampleToken = (props: Props) => (
  <DialogTrigger>
    <Button kind="quiet" size="small">
      Show a decoded sample token
    </Button>
    <Dialog title="Decoded sample token">
      <Decoded {...props} />
    </Dialog>
  </DialogTrigger>
)

function Decoded({ claims, sandbox }: Props) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(previewQuery(org, { sandbox, jwt: claims }))
  return (
    <Loaded query={query}>
      {({ token }) => (
        <div className="stack">
          <JsonText label="Header" value={token?.header ?? {}} />
          <JsonText label="Claims" value={token?.claims ?? {}} />
          <p className="sub">
            Each delivery gets a token of its own: jti is the id of the delivery, and the same for every try.
          </p>
        </div>
      )}
    </Loaded>
  )
}
