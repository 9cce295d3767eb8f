import { useMutation } from '@tanstack/react-query'
import type { PublicUrlCheck } from '../../../../src/features/public-url/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Failed } from '../../kit/states/failed.tsx'

const OUTCOMES = {
  reached: { tone: 'positive', sign: '✓', text: 'Reached' },
  private: { tone: 'warning', sign: '!', text: 'Private address' },
  'not-reached': { tone: 'negative', sign: '✕', text: 'Not reached' },
  'another-server': { tone: 'negative', sign: '✕', text: 'Another server answered' },
} as const

/** Whether platforms can call this server. */
export function PublicUrl({ org }: { readonly org: string }) {
  const check = useMutation({
    mutationFn: () => call<PublicUrlCheck>('POST', path`/orgs/${org}/public-url/check`),
  })
  const outcome = check.data && OUTCOMES[check.data.outcome]
  return (
    <Card title="Public URL">
      <div className="stack">
        <p className="sub">
          Platforms call Parley at its public URL. The operator sets it with <code>PUBLIC_URL</code>. The
          check calls it from here and looks whether the call arrives.
        </p>
        {check.data && outcome && (
          <div role="status" className="stack">
            <p className="row">
              <code>{check.data.url}</code>
              <Chip tone={outcome.tone} sign={outcome.sign}>
                {outcome.text}
              </Chip>
              {check.data.took_ms !== null && (
                <span className="meta">
                  <Num value={check.data.took_ms} /> ms
                </span>
              )}
            </p>
            <p>{check.data.detail}</p>
          </div>
        )}
        {check.error && <Failed error={check.error} />}
        <div className="row">
          <Button needs="operate" isPending={check.isPending} onPress={() => check.mutate()}>
            {check.data ? 'Check again' : 'Check'}
          </Button>
        </div>
      </div>
    </Card>
  )
}
