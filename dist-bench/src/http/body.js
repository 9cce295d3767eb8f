import { readJson } from '../lib/json.js';
import { Problem } from './problem.js';
const DETAILS = {
    empty: 'The content type is JSON but the body is empty.',
    'not-utf8': 'The body is not valid UTF-8.',
    'not-json': 'The body is not valid JSON.',
    'too-deep': 'The body is nested more than 64 levels deep.',
};
/** Bodies as JSON, and nothing else: Fastify's own parsers for JSON and plain text are removed. */
export function parseJsonBodies(app) {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json(?:$|;)/, { parseAs: 'buffer' }, (_request, body, done) => {
        // A DELETE or an Iterable feed may name a content type and send nothing.
        if (body.length === 0)
            return done(null, undefined);
        const json = readJson(body);
        return json.ok ? done(null, json.value) : done(new Problem('invalid-json', DETAILS[json.reason]));
    });
}
/** Bodies as the exact bytes that arrived, whatever they claim to be. */
export function keepRawBodies(app) {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
