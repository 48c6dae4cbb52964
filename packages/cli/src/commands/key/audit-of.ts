/** The audit entry of what is done to an API key at the command line. */
export function auditOf(verb: 'create' | 'revoke', keyId: string) {
  return { actor: 'cli', action: `api-key.${verb}`, subjectType: 'api-key', subjectId: keyId };
}
