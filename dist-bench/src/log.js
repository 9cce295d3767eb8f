import pino, {} from 'pino';
/** Structured logs on standard output; on standard error, or in a file, where standard output is for people. Credentials never appear. */
export function createLog(level, destination = 1) {
    return pino({
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
    }, pino.destination({ dest: destination, sync: true }));
}
