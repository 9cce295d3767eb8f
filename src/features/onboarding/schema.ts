import { type Static, Type } from 'typebox'

const OnboardingStep = Type.Object(
  {
    key: Type.Enum([
      'platform',
      'key',
      'template',
      'first-call',
      'copy-in-message',
      'first-report',
      'activate',
    ]),
    state: Type.Enum(['todo', 'listening', 'done'], {
      description: 'Listening: the first missing step, and it happens outside of Parley.',
    }),
    evidence: Type.Union([Type.String(), Type.Null()], { description: 'The fact, in a sentence.' }),
    at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When it happened; of calls, the hour.',
    }),
    link: Type.String({ description: 'Path in the console.' }),
  },
  { title: 'OnboardingStep' },
)
export type OnboardingStep = Static<typeof OnboardingStep>

export const Onboarding = Type.Object(
  { steps: Type.Array(OnboardingStep) },
  {
    title: 'Onboarding',
    examples: [
      {
        steps: [
          {
            key: 'platform',
            state: 'done',
            evidence: 'Customer.io is chosen.',
            at: '2026-03-02T09:12:00.000Z',
            link: '/o/acme/settings/integrations',
          },
        ],
      },
    ],
  },
)
