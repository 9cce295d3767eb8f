import type { FastifyRequest } from 'fastify'

/**
 * Whether the caller of a request may see people unmasked. A look of a signed-in user is recorded before it is allowed.
 * @param what the person or thing that is looked at, for the audit log
 */
export type SeesPeople = (request: FastifyRequest, what: string) => Promise<boolean>
