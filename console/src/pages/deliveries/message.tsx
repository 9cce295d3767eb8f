import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DeliveryDetail } from '../../../../src/features/deliver/schema.ts'
import { templateQuery } from '../../api/org-queries.ts'
import { Dialog } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { inOrderOf } from '../../words/copy/wording.ts'
import { describeState } from '../../words/deliveries.ts'
import css from './deliveries.module.css'
import { TRANSPORT_NAMES } from './filters.tsx'
import { deliveryQuery } from './queries.ts'
import { Resend } from './resend.tsx'

/** One message: the wording as sent, every try, and what was reported. */
export function Message({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(deliveryQuery(org, id))
  const { data: template } = useQuery({
    ...templateQuery(org, query.data?.template_id ?? ''),
    enabled: query.data !== undefined,
  })
  return (
    <Dialog title="Message" size="wide" isOpen onOpenChange={onClose}>
      <Loaded query={query}>
        {message => (
          <div className="stack">
            <Head message={message} />
            <Resend message={message} />
            <section className="stack" aria-label="The wording as sent">
              <h3>The wording as sent</h3>
              <dl className={css['facts']}>
                {inOrderOf(template?.variables ?? [], message.vars).map(([name, text]) => (
                  <Fact key={name} name={name} text={text} />
                ))}
              </dl>
              {Object.keys(message.vars).length === 0 && (
                <p className="sub">It is no longer stored: the retention of calls has ended.</p>
              )}
            </section>
            <Tries message={message} />
            <Reports message={message} />
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}

const Fact = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </>
)

const Head = ({ message }: { readonly message: DeliveryDetail }) => {
  const { state, reason, email, phone, user_id, template_id, transport, request_id, due_at } = message
  const { title, meaning, tone } = describeState(state)
  return (
    <>
      <p className="row">
        <Chip tone={tone}>{title}</Chip>
        <span>{meaning}</span>
        {due_at !== null && (
          <span className="sub">
            Next try <Age at={due_at} />
          </span>
        )}
      </p>
      {reason !== null && <p className="note">{reason}</p>}
      <dl className={css['facts']}>
        <Fact name="Person" text={[email, phone, user_id].filter(Boolean).join(', ') || 'no longer stored'} />
        <Fact name="Template" text={template_id} />
        <Fact name="Transport" text={TRANSPORT_NAMES[transport]} />
        <Fact name="Request id" text={request_id ?? 'no longer stored'} />
      </dl>
    </>
  )
}

const Tries = ({ message: { tries } }: { readonly message: DeliveryDetail }) => (
  <section className="stack" aria-label="Tries">
    <h3>Tries</h3>
    {tries.length === 0 && <p className="sub">No try so far.</p>}
    <ol className={css['steps']}>
      {tries.toReversed().map(each => {
        const { title, tone } = describeState(each.state as DeliveryDetail['state'])
        return (
          <li key={each.ended_at} className={css['step']}>
            <span className="row">
              <When at={each.ended_at} precision="second" />
              <Chip tone={tone}>{title}</Chip>
              {each.status !== null && <span className="num">{each.status}</span>}
              {each.started_at === null && <span className="sub">ended before the call</span>}
            </span>
            {each.reason !== null && <p>{each.reason}</p>}
          </li>
        )
      })}
    </ol>
  </section>
)

const Reports = ({ message: { reports } }: { readonly message: DeliveryDetail }) => (
  <section className="stack" aria-label="What was reported">
    <h3>What was reported</h3>
    {reports.length === 0 && <p className="sub">Nothing so far.</p>}
    <ol className={css['steps']}>
      {reports.map(({ event_id, type, platform, native_event, at, reason }) => (
        <li key={event_id} className={css['step']}>
          <span className="row">
            <When at={at} precision="second" />
            <Chip>{type}</Chip>
            <code>{native_event}</code>
            <span className="sub">{platform}</span>
          </span>
          {reason !== null && <p>{reason}</p>}
        </li>
      ))}
    </ol>
  </section>
)
