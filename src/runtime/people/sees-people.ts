import type { FastifyRequest } from 'fastify'

/**
 * Whether the caller of a request may see people unmasked. A look of a signed-in person is stored before it is allowed.
 * @param object what is looked at, for the audit log
 */
export type SeesPeople = (
  request: FastifyRequest,
  object: { readonly type: 'person' | 'request' | 'event' | 'delivery'; readonly id: string | null },
) => Promise<boolean>
