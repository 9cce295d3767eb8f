type Call = (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
) => Promise<{ readonly statusCode: number; readonly body: string }>

const WORDINGS = ['Today', 'Short', 'Question', 'Benefit']

/** Creates the organisation `bench` with active templates of a control and three wordings. Returns their ids. */
export async function setUpTemplates(call: Call, count: number): Promise<readonly string[]> {
  const made = async (method: 'POST' | 'PATCH', path: string, body: object) => {
    const { statusCode, body: text } = await call(method, `/api/v1/orgs${path}`, body)
    if (statusCode > 299) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`)
  }
  await made('POST', '', { slug: 'bench', name: 'Benchmark' })
  const ids = Array.from({ length: count }, (_, at) => `template-${at + 1}`)
  for (const id of ids) {
    await made('POST', '/bench/templates', {
      ...{ id, name: `Template ${id}`, variables: ['subject'], key_metric: 'click_rate' },
      split: { method: 'internal_random', control_share: 0.2 },
    })
    for (const [at, name] of WORDINGS.entries())
      await made('POST', `/bench/templates/${id}/variants`, {
        ...{ name, vars: { subject: `${name}, {{ first_name }}` }, control: at === 0, status: 'approved' },
      })
    await made('PATCH', `/bench/templates/${id}`, { status: 'active' })
  }
  return ids
}
