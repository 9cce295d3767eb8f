import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { usePermission } from '../../api/permission.ts'
import { Button } from '../../kit/controls/button.tsx'
import { keep, readKept, useKept } from '../../kit/kept.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Forbidden } from '../../kit/states/forbidden.tsx'
import { Create } from './create.tsx'
import { EMPTY, EXAMPLE, type Form, isForm } from './form.ts'
import { FromCsv } from './from-csv.tsx'
import { GoalPart } from './goal-part.tsx'
import { LivePreview } from './live-preview.tsx'
import css from './template-new.module.css'
import { WhatPart } from './what-part.tsx'
import { WordsPart } from './words-part.tsx'

/** One page, three parts: what it is, its words, and its goal. This browser keeps the draft. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const mayEdit = usePermission('edit')
  const name = `parley.new-template.${org}`
  const [found] = useState(() => readKept(name, isForm))
  const [form, setForm] = useState<Form>(found ?? EMPTY)
  const [shown, setShown] = useState(form.wordings[1]?.key ?? 0)
  const isEmpty = form === EMPTY
  useKept(name, isEmpty ? undefined : form)
  const change = (part: Partial<Form>) => setForm(before => ({ ...before, ...part }))
  const start = (next: Form) => {
    setForm(next)
    setShown(next.wordings[1]?.key ?? next.wordings[0]?.key ?? 0)
  }
  return (
    <>
      <PageHeader
        title="New template"
        sub="A template is one message: its wordings, and the goal by which they are compared."
        actions={
          mayEdit && (
            <>
              <Button onPress={() => start(EXAMPLE)}>Start from an example</Button>
              <FromCsv org={org} onRead={(variables, wordings) => start({ ...form, variables, wordings })} />
            </>
          )
        }
      />
      {mayEdit ? (
        <>
          {found !== undefined && form === found && (
            <Banner
              tone="accent"
              actions={
                <Button size="small" onPress={() => start(EMPTY)}>
                  Begin anew
                </Button>
              }
            >
              This is the draft that you left here. Only this browser has it.
            </Banner>
          )}
          <div className={css['columns']}>
            <div className="stack">
              <WhatPart form={form} change={change} />
              <WordsPart org={org} form={form} change={change} shown={shown} onShow={setShown} />
              <GoalPart org={org} form={form} change={change} />
              <Create
                org={org}
                form={form}
                onCreated={() => keep(name, undefined)}
                onReset={() => setForm(EMPTY)}
              />
            </div>
            <LivePreview org={org} form={form} shown={shown} />
          </div>
        </>
      ) : (
        <Forbidden needs="edit" />
      )}
    </>
  )
}
