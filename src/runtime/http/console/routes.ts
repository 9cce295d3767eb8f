import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import helmet from '@fastify/helmet'
import files from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'

/** Where the build puts the console. It is the same folder, seen from src/ and from dist/. */
const BUILT = fileURLToPath(new URL('../../../../console/dist/', import.meta.url))

const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
}

// The addresses of the API and of machines. What is not found there stays a problem, also for a browser.
const NOT_OF_THE_CONSOLE = /^\/(api|docs|schemas|assets|healthz|readyz|metrics|openapi\.json)([/?]|$)/

/**
 * The console, from this origin. Its files have names by their content and are kept by browsers for a year. Every
 * other address is a page of it: index.html, which is never kept. In a scope of its own, so that the calls of
 * platforms do not pay for its headers.
 */
export const consoleRoutes: FastifyPluginAsync = async app => {
  // A checkout that was never built serves the API only.
  if (!existsSync(BUILT)) return
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    // Whether the address is https for ever is the decision of the proxy in front.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
  await app.register(files, {
    root: BUILT,
    wildcard: false,
    preCompressed: true,
    index: false,
    dotfiles: 'ignore',
    globIgnore: ['**/*.{br,gz}', '**/index.html'],
    maxAge: '1y',
    immutable: true,
  })
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const isPage =
      !NOT_OF_THE_CONSOLE.test(request.url) && request.headers.accept?.includes('text/html') === true
    if (!isPage) return reply.callNotFound()
    return reply
      .header('cache-control', 'no-store')
      .header('vary', 'Accept, Accept-Encoding')
      .sendFile('index.html', { cacheControl: false })
  })
}
