import { useMutation } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { VerificationOutcome } from '../../../../src/core/platforms/verification.ts'
import type { VerificationView } from '../../../../src/runtime/catalog/verification-schema.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import css from './platforms.module.css'

const STATUS = {
  works: { tone: 'positive', sign: '✓', text: 'works' },
  fails: { tone: 'negative', sign: '!', text: 'fails' },
  'not-configured': { tone: 'plain', sign: '–', text: 'not set' },
  'not-asked': { tone: 'plain', sign: '–', text: 'not asked' },
} as const

const OUTCOME = {
  works: { tone: 'positive', sign: '✓', text: 'Asked, and it works' },
  refused: { tone: 'negative', sign: '!', text: 'Asked, and refused' },
  'not-asked': { tone: 'plain', sign: '–', text: 'Not asked' },
  incomplete: { tone: 'warning', sign: '!', text: 'Incomplete' },
} as const satisfies Record<VerificationOutcome, object>

/**
 * Tries the stored credentials of a platform, a transport or a source, and says which permission is missing.
 * @param props.at its address in the API
 */
export function Verify({ at }: { readonly at: string }) {
  const verify = useMutation({
    mutationFn: () => call<Static<typeof VerificationView>>('POST', `${at}/verify`),
  })
  return (
    <div className="stack">
      <div className="row">
        <Button needs="operate" isPending={verify.isPending} onPress={() => verify.mutate()}>
          Verify
        </Button>
        {verify.data && (
          <Chip tone={OUTCOME[verify.data.outcome].tone} sign={OUTCOME[verify.data.outcome].sign}>
            {OUTCOME[verify.data.outcome].text}
          </Chip>
        )}
        {verify.data && (
          <span className="meta">
            tried at <When at={verify.data.checked_at} precision="second" />
          </span>
        )}
      </div>
      {verify.error && <Failed error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data && (
        <ul className={css['findings']} aria-live="polite">
          {verify.data.findings.map(({ check, status, message, fix }) => (
            <li key={check}>
              <span className="row">
                <Chip tone={STATUS[status].tone} sign={STATUS[status].sign}>
                  {STATUS[status].text}
                </Chip>
                <b>{check}</b>
              </span>
              <p>{message}</p>
              {fix !== null && <p className="sub">{fix}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
