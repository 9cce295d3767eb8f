import { extractComponents } from './components.ts'
import { asNode, isNode, type Node } from './json-schema.ts'
import { accessOf, responsesOf } from './operation.ts'
import { parameterSample, sampleOf } from './sample.ts'

/**
 * The published document, from the declarations of the routes: named shapes become components, every operation
 * names its scope and its errors, and every body has an example.
 * @throws Error if two different schemas have the same title
 */
export function finishDocument(raw: object): Node {
  const document = raw as Node
  const found = new Map<string, Node>()
  const shared = new Map<string, Node>()
  const paths = extractComponents(document['paths'], found) as Node
  const components = asNode(document['components'])
  // Schemas that routes refer to by name may contain other named schemas.
  const named = Object.entries(asNode(components['schemas'])).map(([name, schema]) => {
    const { title: _, ...rest } = asNode(schema)
    return [name, extractComponents(rest, found)]
  })
  const schemas: Node = Object.fromEntries(
    [...named, ...found].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
  const finished = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(asNode(operations)).map(([method, operation]) => [
        method,
        finishOperation(asNode(operation), path, schemas, shared),
      ]),
    ),
  ])
  return {
    ...document,
    paths: Object.fromEntries(finished),
    components: {
      ...components,
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, withoutExamples(schema)]),
      ),
      responses: Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

function finishOperation(given: Node, path: string, schemas: Node, shared: Map<string, Node>): Node {
  const body = given['x-request-body']
  const {
    'x-request-body': _,
    'x-problems': __,
    ...operation
  } = {
    ...given,
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
  } as Node
  const responses = responsesOf({ ...given, ...operation }, path, shared)
  const { requestBody, parameters } = operation
  return {
    ...operation,
    ...accessOf(given),
    ...(Array.isArray(parameters)
      ? { parameters: parameters.map(parameter => withParameterExample(asNode(parameter))) }
      : {}),
    ...(isNode(requestBody) ? { requestBody: withExamples(requestBody, schemas) } : {}),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        status.startsWith('2') ? withExamples(asNode(response), schemas) : response,
      ]),
    ),
  }
}

function withParameterExample(parameter: Node): Node {
  const { name, in: place, example } = parameter
  const sample = place === 'path' && example === undefined ? parameterSample(String(name)) : example
  return sample === undefined ? parameter : { ...parameter, example: sample }
}

/** A body with an example for each of its content types. */
function withExamples(body: Node, schemas: Node): Node {
  const { content } = body
  if (!isNode(content)) return body
  const described = Object.entries(content).map(([type, given]) => {
    const media = asNode(given)
    const schema = asNode(media['schema'])
    const example = media['example'] ?? sampleOf(schema, schemas)
    return [type, { ...media, schema: withoutExamples(schema), example }]
  })
  return { ...body, content: Object.fromEntries(described) }
}

// The example of a whole shape stays in one place, beside the body.
const withoutExamples = (schema: unknown): Node => {
  const { examples: _, ...rest } = asNode(schema)
  return rest
}
