import { addressOf, type CallOptions } from '../../api/call.ts'
import { Button } from '../controls/button.tsx'
import { Dialog, DialogTrigger } from '../overlays/dialog.tsx'
import { Snippet } from '../show/snippet.tsx'
import css from './page-header.module.css'

export interface ShownCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: CallOptions['query']
  readonly body?: unknown
}

/** The call as a command for a shell. The key is a variable: no secret is on the page. */
export function curlOf({ method = 'GET', path, query, body }: ShownCall, origin: string): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${origin}${addressOf(path, query)}'`,
    `-H "X-Api-Key: $PARLEY_KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ]
  return lines.join(' \\\n  ')
}

export const ApiCall = ({ call }: { readonly call: ShownCall }) => (
  <DialogTrigger>
    <Button kind="tool">Show API call</Button>
    <Dialog title="The API call of this page">
      <div className={css['call']}>
        <p>The page shows the answer of this call. A key with the scope “manage” may make it.</p>
        <Snippet label="curl" text={curlOf(call, location.origin)} />
        <p>
          <a href="/docs">Every call of the API</a>
        </p>
      </div>
    </Dialog>
  </DialogTrigger>
)
