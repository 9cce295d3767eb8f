import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Copy } from '../../kit/show/copy.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { When } from '../../kit/show/when.tsx'
import { exchangeAsCurl, outcomeInWords, responseText, testInWords } from '../../words/feedback.ts'
import { JsonText } from '../json-text.tsx'
import type { Tested } from './preview-query.ts'

interface Props {
  readonly tested: Tested
  /** Of the token, if it had one. */
  readonly audience: string | undefined
}

/** What the receiver answered to the last test. */
export function LastTest({ tested, audience }: Props) {
  const { ok, at, request, response, payload } = tested
  return (
    <Card
      title="Last test"
      actions={
        <Chip tone={ok ? 'positive' : 'negative'} sign={ok ? '✓' : '!'}>
          {outcomeInWords(tested)}
        </Chip>
      }
    >
      <div className="stack">
        <p role="status">{testInWords(tested, audience)}</p>
        {response !== null && <Snippet label="What it replied" text={responseText(response)} />}
        <div className="row">
          <DialogTrigger>
            <Button size="small">Show the request</Button>
            <Dialog title="The request of the test" size="wide">
              <div className="stack">
                <p className="sub">
                  Sent <When at={at} precision="second" />. Secrets are masked here.
                </p>
                <Snippet
                  label="Request"
                  text={[
                    `${request.method} ${request.url}`,
                    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
                  ].join('\n')}
                />
                <JsonText label="Body" value={payload} />
              </div>
            </Dialog>
          </DialogTrigger>
          <Copy label="Copy as curl" text={exchangeAsCurl(request, JSON.stringify(payload))} />
        </div>
      </div>
    </Card>
  )
}
