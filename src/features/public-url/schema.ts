import { type Static, Type } from 'typebox'

export const TokenParams = Type.Object({
  token: Type.String({ pattern: '^[0-9a-f]{32}$', examples: ['0123456789abcdef0123456789abcdef'] }),
})

export const PublicUrlCheck = Type.Object(
  {
    url: Type.String({ description: 'The public URL of this server, from the setting PUBLIC_URL.' }),
    outcome: Type.Enum(['reached', 'private', 'not-reached', 'another-server'], {
      type: 'string',
      description:
        'reached: a call to the public URL arrived at this server. private: the address is not part of the public internet, so only programs in the same network can call it. not-reached: no answer. another-server: somebody else answered.',
    }),
    detail: Type.String({ description: 'The outcome in words, with what to do.' }),
    took_ms: Type.Union([Type.Integer(), Type.Null()], { description: 'Null without an answer.' }),
  },
  {
    title: 'PublicUrlCheck',
    examples: [
      {
        url: 'https://parley.example.com',
        outcome: 'reached',
        detail: 'A call to https://parley.example.com arrived at this server.',
        took_ms: 84,
      },
    ],
  },
)
export type PublicUrlCheck = Static<typeof PublicUrlCheck>
