import { ErrorAnswer } from '@hadir/contracts';
import { CliError } from '../cli-error.ts';

const FIXES: Readonly<Record<number, string>> = {
  400: 'Mend the value and try again; `--help` shows how it is written.',
  401: 'Create a key with `hadir key create --role admin --name NAME` and set it as HADIR_API_KEY.',
  403: 'Use a key of a higher role: `hadir key create --role admin --name NAME`.',
  404: 'List what there is with the same command and `list`.',
  409: 'Look at what is there with `list` or `show`, and go on from that.',
  413: 'Send fewer or smaller files.',
  429: 'Wait a little and try again.',
  503: 'Run `hadir doctor` to see which server is away, and try again.',
};
const OTHER = 'Run `hadir doctor`, and look at the log of the api.';

/** The api's own message, with what can be done about a status. */
export async function refusal(
  response: Response,
  { origin }: { readonly origin: string },
): Promise<CliError> {
  const answer = ErrorAnswer.safeParse(await response.json().catch(() => undefined));
  const message = answer.success ? answer.data.error.message : `The api answered ${response.status}.`;
  const field = answer.success ? answer.data.error.field : undefined;
  const requestId = answer.success ? answer.data.requestId : undefined;
  const fix = FIXES[response.status] ?? `${OTHER}${requestId ? ` for request ${requestId}` : ''}`;
  const code = answer.success ? answer.data.error.code : `http-${response.status}`;
  if (response.status === 401) {
    return new CliError(code, `The api does not accept the key of ${origin}.`, fix);
  }
  return new CliError(
    code,
    sentence(field && !message.includes(field) ? `${field}: ${message}` : message),
    fix,
  );
}

function sentence(text: string): string {
  const isNamed = /^[\w.]+:/.test(text);
  const begun = isNamed ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
