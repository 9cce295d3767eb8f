import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePermission } from '../../api/permission.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { cx } from '../../kit/cx.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Forbidden } from '../../kit/states/forbidden.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { useDebounced } from '../../kit/use-debounced.ts'
import { AnswerView } from './answer-view.tsx'
import { PastCalls } from './past-calls.tsx'
import { DecisionSearch, PastDecision } from './past-decision.tsx'
import css from './playground.module.css'
import { answerQuery, generatePath } from './queries.ts'
import { QuestionForm } from './question-form.tsx'
import { RealCall } from './real-call.tsx'
import { RequestSnippets } from './request-snippets.tsx'
import { type Questioning, useQuestion } from './use-question.ts'

const SETTLE_MS = 400

/** What Parley would answer a person, and why. */
export function Page() {
  const asking = useQuestion()
  const { org, templates, template, isReady, question } = asking
  const mayAsk = usePermission('edit')
  return (
    <>
      <PageHeader
        title="Playground"
        sub="What Parley would answer a person, and why. Nothing is recorded."
        {...(template && {
          api: { method: 'POST', path: generatePath(org), body: { ...question, trace: true, preview: true } },
        })}
        actions={template && mayAsk && <RealCall asking={asking} />}
      />
      {mayAsk ? (
        <Loaded query={templates}>
          {() =>
            !template ? (
              <NoTemplate org={org} />
            ) : isReady ? (
              <Bench asking={asking} />
            ) : (
              <Skeleton lines={8} />
            )
          }
        </Loaded>
      ) : (
        <Forbidden needs="edit" />
      )}
    </>
  )
}

const NoTemplate = ({ org }: { readonly org: string }) => (
  <Empty
    title="There is no template to ask for yet"
    action={
      <LinkButton kind="primary" to="/o/$org/templates/new" params={{ org }}>
        New template
      </LinkButton>
    }
  >
    A template is one message with its wordings. Write one, then see here who would get what.
  </Empty>
)

function Bench({ asking }: { readonly asking: Questioning }) {
  const { org, question, past } = asking
  const { decision } = useSearch({ from: '/o/$org/playground' })
  const settled = useDebounced(question, SETTLE_MS)
  const answered = useQuery(answerQuery(org, settled))
  // biome-ignore lint/correctness/useExhaustiveDependencies: `past` changes by remembering; only a new answer is new
  useEffect(() => {
    if (answered.data && !answered.isPlaceholderData) past.remember(answered.data, false)
  }, [answered.data, answered.isPlaceholderData])
  return (
    <div className={css['bench']}>
      <QuestionForm asking={asking} />
      <div className="stack">
        <DecisionSearch />
        <PastCalls asking={asking} />
      </div>
      <div className={cx('stack', css['answer'])}>
        {decision !== undefined && <PastDecision org={org} decision={decision} />}
        <Loaded query={answered} needs="edit">
          {shown => (
            <AnswerView
              asking={asking}
              answered={shown}
              isOld={answered.isPlaceholderData || settled !== question}
              onAgain={() => void answered.refetch()}
            />
          )}
        </Loaded>
        <RequestSnippets asking={asking} />
      </div>
    </div>
  )
}
