import { Button } from '../../kit/controls/button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { TemplateName } from '../../kit/show/template-name.tsx'
import css from './playground.module.css'
import type { Questioning } from './use-question.ts'

/** The last ten calls of this browser. */
export function PastCalls({ asking }: { readonly asking: Questioning }) {
  const { past, forget } = asking.past
  if (past.length === 0) return null
  return (
    <Card
      title="Last calls in this browser"
      actions={
        <Button size="small" onPress={forget}>
          Forget them
        </Button>
      }
    >
      <ul className={css['past']}>
        {past.map(each => (
          <li key={each.at}>
            <Button kind="quiet" size="small" onPress={() => asking.repeat(each)}>
              <TemplateName id={each.question.template_id} /> as {each.question.user_id ?? 'nobody'}
            </Button>
            <span className="meta">
              {each.isReal ? 'recorded, ' : ''}
              <Age at={each.at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
