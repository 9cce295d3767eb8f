import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { ENDPOINT } from './exports.ts'

let roles = 0

/**
 * Makes a role that the owner may take on.
 * @param statements what it may do
 * @param trust more conditions of its trust
 * @returns its ARN
 */
export function makeRole(statements: readonly object[], trust: object = {}): string {
  const name = `parley-${process.pid}-${Date.now()}-${++roles}`
  const asOwner = { ...{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/owner'] } }, ...trust }
  const toJson = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  const document = toJson([{ ...asOwner, Action: ['sts:AssumeRole'] }])
  askIam({ Action: 'CreateRole', RoleName: name, Path: '/', AssumeRolePolicyDocument: document })
  const policy = toJson(statements)
  askIam({ Action: 'PutRolePolicy', RoleName: name, PolicyName: 'all', PolicyDocument: policy })
  return `arn:aws:iam:::role/${name}`
}

function askIam(fields: Readonly<Record<string, string>>): void {
  const signed = ['--aws-sigv4', 'aws:amz:us-east-1:iam', '--user', 'owner:owner-secret-of-the-tests']
  const data = ['--data', new URLSearchParams(fields).toString()]
  const answer = execFileSync('curl', ['-sS', ...signed, ...data, `${ENDPOINT}/`], { encoding: 'utf8' })
  expect(answer).not.toContain('<Error>')
}
