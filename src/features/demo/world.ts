/**
 * The true reaction rates to a variant, as shares of its messages. Only the invented people know them; the server
 * must learn them.
 */
export interface Planted {
  readonly open: number
  readonly click: number
  readonly conversion: number
  readonly unsubscribe: number
}

export interface DemoVariant {
  readonly name: string
  readonly vars: Readonly<Record<string, string>>
  readonly themes?: readonly string[]
  /** Only for people on this plan. */
  readonly plan?: 'premium'
  readonly control?: true
  readonly planted: Planted
}

export interface DemoTemplate {
  readonly id: string
  readonly name: string
  readonly channel: 'email' | 'push'
  /** The channel, as text for users. */
  readonly sentBy: string
  readonly keyMetric: `${keyof Planted}_rate`
  readonly conversionEvents: readonly string[]
  readonly integration: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly variants: readonly DemoVariant[]
}

/** A fifth of all people keep the control: enough for a comparison after a minute. */
export const CONTROL_SHARE = 0.2

/** The platforms' ids of the demo's messages. */
export const CUSTOMERIO_MESSAGE = { campaign_id: '23', action_id: '42' } as const
export const ITERABLE_MESSAGE = { campaign_id: '59667', template_id: '93849' } as const

const welcome: DemoTemplate = {
  id: 'welcome-email',
  name: 'Welcome email',
  channel: 'email',
  sentBy: 'email through Customer.io',
  keyMetric: 'click_rate',
  conversionEvents: ['first_order'],
  integration: { cio: CUSTOMERIO_MESSAGE },
  variants: [
    {
      name: 'Plain welcome',
      control: true,
      vars: {
        subject: 'Welcome to Marlow Coffee',
        preheader: 'Your account is ready.',
        button: 'Open the shop',
      },
      planted: { open: 0.38, click: 0.09, conversion: 0.02, unsubscribe: 0.004 },
    },
    {
      name: 'Warm hello',
      themes: ['friendly'],
      vars: {
        subject: 'Hello {{ first_name | default: "there" }}, good to have you',
        preheader: 'A word from our roasters.',
        button: 'Look around',
      },
      planted: { open: 0.42, click: 0.1, conversion: 0.022, unsubscribe: 0.004 },
    },
    {
      name: 'First bag on us',
      themes: ['offer', 'friendly'],
      vars: {
        subject: '{{ first_name | default: "Hello" }}, your first bag is on us',
        preheader: 'Pick one of five roasts.',
        button: 'Choose a roast',
      },
      planted: { open: 0.5, click: 0.21, conversion: 0.06, unsubscribe: 0.003 },
    },
    {
      name: 'Three steps',
      themes: ['how-to'],
      vars: {
        subject: 'Three steps to a better cup',
        preheader: 'Two minutes to read.',
        button: 'Start with step one',
      },
      planted: { open: 0.4, click: 0.12, conversion: 0.025, unsubscribe: 0.004 },
    },
  ],
}

const cart: DemoTemplate = {
  id: 'cart-reminder',
  name: 'Cart reminder',
  channel: 'email',
  sentBy: 'email through Iterable',
  keyMetric: 'conversion_rate',
  conversionEvents: ['purchase'],
  integration: { itbl: ITERABLE_MESSAGE },
  variants: [
    {
      name: 'Items waiting',
      control: true,
      vars: { subject: 'You left something behind', body: 'Your cart is waiting for you.' },
      planted: { open: 0.45, click: 0.16, conversion: 0.07, unsubscribe: 0.006 },
    },
    {
      name: 'Still thinking?',
      vars: {
        subject: 'Still thinking, {{ first_name | default: "friend" }}?',
        body: 'We kept your {{ item | default: "coffee" }} for you.',
      },
      planted: { open: 0.48, click: 0.18, conversion: 0.08, unsubscribe: 0.006 },
    },
    {
      name: 'Last chance',
      vars: { subject: 'Last chance', body: 'Your {{ item | default: "coffee" }} is nearly gone.' },
      planted: { open: 0.52, click: 0.2, conversion: 0.09, unsubscribe: 0.02 },
    },
    {
      name: 'Free delivery today',
      vars: {
        subject: 'Free delivery for your {{ item | default: "coffee" }}, today',
        body: 'Order before midnight, {{ first_name | default: "friend" }}.',
      },
      planted: { open: 0.5, click: 0.28, conversion: 0.17, unsubscribe: 0.005 },
    },
  ],
}

const price: DemoTemplate = {
  id: 'price-alert',
  name: 'Price alert',
  channel: 'push',
  sentBy: 'push from an own backend',
  keyMetric: 'open_rate',
  conversionEvents: ['watched_item_bought'],
  integration: {},
  variants: [
    {
      name: 'Price drop',
      control: true,
      vars: { title: 'Price drop', text: 'Something that you watch became cheaper.' },
      planted: { open: 0.16, click: 0, conversion: 0.03, unsubscribe: 0 },
    },
    {
      name: 'Names the item',
      vars: { title: '{{ item | default: "Your coffee" }} is cheaper now', text: 'Have a look.' },
      planted: { open: 0.18, click: 0, conversion: 0.035, unsubscribe: 0 },
    },
    {
      name: 'Names the saving',
      vars: {
        title: 'Save {{ saving | default: "a little" }}',
        text: '{{ item | default: "Your coffee" }} costs less since this morning.',
      },
      planted: { open: 0.28, click: 0, conversion: 0.05, unsubscribe: 0 },
    },
    {
      name: 'For premium members',
      plan: 'premium',
      vars: {
        title: 'Members first: {{ item | default: "your coffee" }}',
        text: '{{ saving | default: "A little" }} off until noon, for you alone.',
      },
      planted: { open: 0.42, click: 0, conversion: 0.09, unsubscribe: 0 },
    },
  ],
}

export const TEMPLATES: readonly DemoTemplate[] = [welcome, cart, price]

/** Senders spell the plan differently. This rule maps all spellings to two values. */
export const PLAN_RULE = {
  name: 'plan',
  type: 'string',
  options: [
    { value: 'premium', aliases: ['pro', '/^premium/i'] },
    { value: 'free', aliases: ['basic', 'none'] },
  ],
  default: 'free',
}
