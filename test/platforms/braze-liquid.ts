import { type Context, Liquid, Tag, type TagToken, type TopLevelToken } from 'liquidjs'

/** Braze's data when it renders a field: `user_id` and the like, and `campaign`. */
export type Scope = Readonly<Record<string, unknown>>

/** A rendered field of a message, with the message extras for the Send event. */
export interface Rendered {
  readonly text: string
  readonly extras: Readonly<Record<string, string>>
}

/** The tag's options, by name: the address under an empty one. */
function readOptions(args: string): ReadonlyMap<string, string> {
  const [address = '', ...options] = ` ${args.trim()}`.split(/\s+:(?=[a-z_]+(?:\s|$))/)
  const pairs = options.map(option => {
    const [name = '', ...value] = option.trim().split(/\s+/)
    return [name, value.join(' ')] as const
  })
  return new Map([['', address.trim()], ...pairs])
}

/** Braze writes `${name}` for what liquidjs calls `name`. */
const translate = (code: string): string => code.replaceAll(/\$\{(\w+)\}/g, '$1')

/**
 * Renders a field as Braze does. liquidjs lacks two of its tags and two of its filters. Connected Content makes
 * real calls. Its answer is null if there is none, or if it is not a success.
 */
export async function renderField(code: string, scope: Scope): Promise<Rendered> {
  const extras: Record<string, string> = {}
  const liquid = new Liquid({ strictFilters: true })
  const fill = (text: string, context: Context) => liquid.parseAndRender(text, context)
  liquid.registerFilter('json_escape', value => JSON.stringify(String(value ?? '')).slice(1, -1))
  liquid.registerFilter('url_param_escape', value => encodeURIComponent(String(value ?? '')))

  class ConnectedContent extends Tag {
    private readonly options: ReadonlyMap<string, string>
    constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid) {
      super(token, remaining, engine)
      this.options = readOptions(token.args)
    }
    *render(context: Context): Generator<unknown, void, string> {
      const address = yield fill(this.options.get('') ?? '', context)
      const body = yield fill(this.options.get('body') ?? '', context)
      const headers = JSON.parse(this.options.get('headers') ?? '{}') as Record<string, string>
      const type = this.options.get('content_type') ?? 'application/x-www-form-urlencoded'
      const method = (this.options.get('method') ?? 'get').toUpperCase()
      const answer = yield askFor(address, {
        method,
        headers: { ...headers, 'content-type': type },
        ...(method === 'POST' && { body }),
      }) as unknown as string
      Object.assign(context.environments, { [this.options.get('save') ?? 'connected']: answer })
    }
  }

  class MessageExtras extends Tag {
    private readonly options: ReadonlyMap<string, string>
    constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid) {
      super(token, remaining, engine)
      this.options = readOptions(token.args)
    }
    *render(context: Context): Generator<unknown, void, string> {
      extras[this.options.get('key') ?? ''] = yield fill(this.options.get('value') ?? '', context)
    }
  }

  liquid.registerTag('connected_content', ConnectedContent)
  liquid.registerTag('message_extras', MessageExtras)
  const text = await liquid.parseAndRender(translate(code), { ...scope })
  return { text, extras }
}

async function askFor(address: string, request: RequestInit): Promise<unknown> {
  const reply = await fetch(address, request).catch(() => undefined)
  return reply?.ok ? await reply.json() : null
}
