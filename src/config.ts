import { readAllowList } from './runtime/outbound/allow-list.ts'

/** One row a setting. The parser, the type, `.env.example`, the documentation and the log mask come from this table. */
export interface Setting {
  readonly env: string
  readonly kind: 'text' | 'secret' | 'integer' | 'boolean'
  readonly default: string | number | boolean
  readonly help: string
}

export const SETTINGS = {
  host: {
    env: 'HOST',
    kind: 'text',
    default: '127.0.0.1',
    help: 'Address to listen on. 0.0.0.0 listens on all of them.',
  },
  port: { env: 'PORT', kind: 'integer', default: 3000, help: 'Port to listen on. 0 takes any free one.' },
  publicUrl: {
    env: 'PUBLIC_URL',
    kind: 'text',
    default: '',
    help: 'The address platforms reach this server by, for links and endpoint URLs. Empty: http://HOST:PORT.',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    kind: 'secret',
    default: '',
    help: 'postgres://… of a PostgreSQL 15 or newer. Empty: the embedded database under PARLEY_DATA_DIR.',
  },
  databaseConnectionsMax: {
    env: 'DATABASE_CONNECTIONS_MAX',
    kind: 'integer',
    default: 10,
    help: 'Connections to PostgreSQL at most. The embedded database has one.',
  },
  dataDir: {
    env: 'PARLEY_DATA_DIR',
    kind: 'text',
    default: './data',
    help: 'Where the embedded database and generated keys live. One process at a time.',
  },
  spoolBytesMax: {
    env: 'PARLEY_SPOOL_BYTES_MAX',
    kind: 'integer',
    default: 4_294_967_296,
    help: 'The largest file that is fetched from a warehouse. It lies under PARLEY_DATA_DIR/spool while it is read.',
  },
  s3OwnPrefixes: {
    env: 'PARLEY_S3_OWN_PREFIXES',
    kind: 'text',
    default: '',
    help: 'Prefixes that sources may read with the identity of this server itself, separated by commas: exports/redshift/{org}/, where {org} stands for the slug of the organisation. Empty: sources bring a key or a role.',
  },
  awsPrincipal: {
    env: 'PARLEY_AWS_PRINCIPAL',
    kind: 'text',
    default: '',
    help: 'ARN of the role or user of this server at Amazon, such as arn:aws:iam::111122223333:role/parley. Sources show it in the trust policy of a role. Empty: they show a placeholder.',
  },
  adminKey: {
    env: 'PARLEY_ADMIN_KEY',
    kind: 'secret',
    default: '',
    help: "The operator's key for every organisation, at least 24 characters. Empty: one is made at the first start and printed once.",
  },
  secretKey: {
    env: 'PARLEY_SECRET_KEY',
    kind: 'secret',
    default: '',
    help: 'Encrypts the secrets in the database. Every process needs the same one. Empty: one is made in PARLEY_DATA_DIR.',
  },
  metricsToken: {
    env: 'PARLEY_METRICS_TOKEN',
    kind: 'secret',
    default: '',
    help: 'Needed to read /metrics, at least 24 characters; send it as Authorization: Bearer. Empty: only calls from this machine, without a proxy, are answered.',
  },
  generateBudgetMs: {
    env: 'PARLEY_GENERATE_BUDGET_MS',
    kind: 'integer',
    default: 1000,
    help: 'A choice that cannot be stored within this time is answered with the control wording, marked degraded.',
  },
  webhookBudgetMs: {
    env: 'PARLEY_WEBHOOK_BUDGET_MS',
    kind: 'integer',
    default: 2000,
    help: 'A webhook call that cannot be stored within this time is answered 503, so that the platform sends it again. The strictest platform waits three seconds.',
  },
  webhookBodyLimitBytes: {
    env: 'PARLEY_WEBHOOK_BODY_LIMIT_BYTES',
    kind: 'integer',
    default: 5_242_880,
    help: 'Larger webhook bodies are refused with 413.',
  },
  signatureMaxAgeDays: {
    env: 'PARLEY_SIGNATURE_MAX_AGE_DAYS',
    kind: 'integer',
    default: 15,
    help: 'A webhook call whose signed time (X-CIO-Timestamp of Customer.io) lies further back or ahead is refused with 401. Customer.io retries a call for seven days, and holds the calls behind it for as long. 0: any age.',
  },
  manageCallsOfCaller: {
    env: 'PARLEY_MANAGE_CALLS_PER_MINUTE',
    kind: 'integer',
    default: 1_200,
    help: 'Calls a minute to the management API from one key or one signed-in person, in each process. More are answered 429. A page of the console makes up to 20 calls, so this is a page a second. 0: no limit.',
  },
  manageCallsOfOrg: {
    env: 'PARLEY_MANAGE_CALLS_PER_MINUTE_OF_ORG',
    kind: 'integer',
    default: 6_000,
    help: 'The same for one organisation, all its keys and people together. 0: no limit.',
  },
  generateCallsOfOrg: {
    env: 'PARLEY_GENERATE_CALLS_PER_MINUTE_OF_ORG',
    kind: 'integer',
    default: 0,
    help: 'Calls a minute for wordings and messages from one organisation, in each process. More are answered 429, and the platform sends no message or its own wording. 0: no limit.',
  },
  webhookCallsOfOrg: {
    env: 'PARLEY_WEBHOOK_CALLS_PER_MINUTE_OF_ORG',
    kind: 'integer',
    default: 0,
    help: 'Calls a minute with events from one organisation, in each process. More are answered 429, so that the platform sends them again later. 0: no limit.',
  },
  refusedCallsOfNetwork: {
    env: 'PARLEY_REFUSED_CALLS_PER_MINUTE',
    kind: 'integer',
    default: 120,
    help: 'Calls a minute with a wrong key from one network to one organisation that are looked at closely, in each process. More are answered 429. Calls with a right key are never refused for it. 0: no limit.',
  },
  connectionsMax: {
    env: 'PARLEY_CONNECTIONS_MAX',
    kind: 'integer',
    default: 5_000,
    help: 'Open connections at most. When one more comes, the connection is closed that has waited longest without a complete request. 0: no limit.',
  },
  trustProxy: {
    env: 'PARLEY_TRUST_PROXY',
    kind: 'text',
    default: '',
    help: 'Addresses of proxies whose X-Forwarded-* headers are believed, separated by commas. Empty: none.',
  },
  allowedPrivateHosts: {
    env: 'PARLEY_ALLOWED_PRIVATE_HOSTS',
    kind: 'text',
    default: '',
    help: 'Private hosts that this server may call, also over http://, separated by commas: receiver.internal:8443, 10.1.0.0/16. Empty: only public addresses over https://.',
  },
  oidcIssuer: {
    env: 'PARLEY_OIDC_ISSUER',
    kind: 'text',
    default: '',
    help: 'Address of an OpenID Connect provider with which people may sign in, such as https://login.example.com. Empty: passwords only.',
  },
  oidcClientId: {
    env: 'PARLEY_OIDC_CLIENT_ID',
    kind: 'text',
    default: '',
    help: 'Client ID of Parley at that provider. Register PUBLIC_URL/api/v1/oidc/callback there.',
  },
  oidcClientSecret: {
    env: 'PARLEY_OIDC_CLIENT_SECRET',
    kind: 'secret',
    default: '',
    help: 'Client secret of Parley at that provider.',
  },
  oidcDomains: {
    env: 'PARLEY_OIDC_DOMAINS',
    kind: 'text',
    default: '',
    help: 'Domains of e-mail addresses that may sign in with that provider, separated by commas. Empty: all.',
  },
  oidcRoleClaim: {
    env: 'PARLEY_OIDC_ROLE_CLAIM',
    kind: 'text',
    default: '',
    help: 'Claim that gives roles, as organisation:role, such as acme:editor. Empty: roles are given in the console.',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    kind: 'text',
    default: 'info',
    help: 'trace, debug, info, warn, error or silent.',
  },
} as const satisfies Record<string, Setting>

type ValueOf<Kind extends Setting['kind']> = Kind extends 'integer'
  ? number
  : Kind extends 'boolean'
    ? boolean
    : string

export type Config = { readonly [Name in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[Name]['kind']> }

/** Reads the settings. No other code reads the environment. @throws one Error with every wrong setting */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = []
  const config = Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
      const text = env[setting.env]
      if (text === undefined || text === '') return [name, setting.default]
      const value = parse(text, setting.kind)
      if (value === undefined)
        wrong.push(
          `${setting.env} must be ${setting.kind === 'integer' ? 'a whole number, zero or more' : 'true or false'}, not "${text}".`,
        )
      return [name, value]
    }),
  ) as Config
  if (config.adminKey !== '' && config.adminKey.length < 24)
    wrong.push('PARLEY_ADMIN_KEY must have at least 24 characters.')
  if (config.metricsToken !== '' && config.metricsToken.length < 24)
    wrong.push('PARLEY_METRICS_TOKEN must have at least 24 characters.')
  if (config.oidcIssuer !== '') wrong.push(...faultsOfOidc(config))
  const allowed = readAllowList(config.allowedPrivateHosts)
  if (!allowed.ok) wrong.push(`${SETTINGS.allowedPrivateHosts.env}: ${allowed.reason}`)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return config
}

function faultsOfOidc({ oidcIssuer, oidcClientId, oidcClientSecret }: Config): string[] {
  return [
    ...(URL.canParse(oidcIssuer)
      ? []
      : [`${SETTINGS.oidcIssuer.env} must be an address, such as https://login.example.com.`]),
    ...(oidcClientId === ''
      ? [`${SETTINGS.oidcClientId.env} is needed with ${SETTINGS.oidcIssuer.env}.`]
      : []),
    ...(oidcClientSecret === ''
      ? [`${SETTINGS.oidcClientSecret.env} is needed with ${SETTINGS.oidcIssuer.env}.`]
      : []),
  ]
}

function parse(text: string, kind: Setting['kind']): string | number | boolean | undefined {
  if (kind === 'integer') return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  return text
}

/** The settings as they may be logged. */
export function maskConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, { env, kind }]) => {
      const value = config[name as keyof Config]
      return [env, kind === 'secret' && value !== '' ? '(set)' : value]
    }),
  )
}
