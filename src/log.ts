import pino, { type Logger } from 'pino'

/**
 * Structured logs on standard output; on standard error or in a file if standard output is for people. Credentials
 * never appear.
 */
export function createLog(level: string, destination: 1 | 2 | string = 1): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.authorization',
          '*["x-api-key"]',
          '*.cookie',
          '*.password',
          '*.secret',
          '*.key',
          '*.body',
          'req.headers',
          'err.parameters',
        ],
        censor: '(hidden)',
      },
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    pino.destination({ dest: destination, sync: true }),
  )
}
