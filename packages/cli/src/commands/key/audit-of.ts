/** The audit entry of what is done to an API key at the command line. */
export function auditOf(action: 'key.create' | 'key.revoke', keyId: string) {
  return { actor: 'cli', action, subjectType: 'api-key', subjectId: keyId };
}
