import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { findStudent } from '../../api/find.ts';
import { Consent, Enrolment, type EnrolmentPhoto } from '../../api/models.ts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text, wholeNumber } from '../../command/fields.ts';
import { padEnd, printable, textWidth } from '../../output/text-width.ts';

/** What the api waits at most in one request. */
const LONGEST_WAIT_SECONDS = 30;
const MARKS: Readonly<Record<string, string>> = { accepted: '✓', rejected: '✗' };

export const studentEnrol = defineCommand({
  name: 'enrol',
  summary: "Enrol a student's face from photos.",
  details:
    'Needs consent: recorded before, or by --consent-notice now. Waits for the result and says of each photo that is not taken why. One accepted photo is enough, three or more are better. JPEG or PNG, at most 10 photos of 8 MB.',
  examples: [
    '20210001 siti-1.jpg siti-2.jpg siti-3.jpg --consent-notice 2026-01',
    '20210001 photos/siti/*.jpg',
  ],
  input: {
    number: argument('<number>', "the student's number", text),
    photos: argument(
      '<photo...>',
      'photos of this student alone',
      z.array(text).min(1).max(10, 'must be 1 to 10 files'),
    ),
    consentNotice: option(
      '--consent-notice <version>',
      'record consent to this version of the notice first',
      text.optional(),
    ),
    allowLookAlike: option(
      '--allow-look-alike',
      'take photos that look like another student: for twins, once you have made sure',
      z.boolean().default(false),
    ),
    wait: option('--wait <seconds>', 'how long to wait for the result', wholeNumber(1, 600).default(60)),
  },
  async run({ number, photos, consentNotice, allowLookAlike, wait }, { api, screen }) {
    const form = await photoForm(photos);
    const { id } = await findStudent(api, number);
    if (consentNotice !== undefined) {
      const body = { noticeVersion: consentNotice };
      await api.send({ method: 'PUT', path: `/v1/students/${id}/consent`, body }, Consent);
    }
    screen.progress(`Sending ${photos.length} photos and waiting for a matcher …`);
    const endsAt = Date.now() + wait * 1000;
    const enrolment = await awaitResult(
      api,
      await sendPhotos(api, id, form, { wait, allowLookAlike }),
      endsAt,
    );
    const named = enrolment.photos.map((photo, at) => ({ file: photos[at] ?? '', ...photo }));
    return {
      ok: enrolment.status === 'accepted',
      json: { ...enrolment, photos: named },
      text: [...photoLines(named), '', conclusion(enrolment, number)].join('\n'),
    };
  },
});

async function photoForm(files: readonly string[]): Promise<FormData> {
  const form = new FormData();
  for (const file of files) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new CliError(
        'no-file',
        `${file} cannot be read.`,
        'Check the path; a folder is given as FOLDER/*.jpg.',
        error,
      );
    });
    form.append('photos', new Blob([bytes]), basename(file));
  }
  return form;
}

async function sendPhotos(
  api: ApiClient,
  studentId: string,
  form: FormData,
  { wait, allowLookAlike }: { readonly wait: number; readonly allowLookAlike: boolean },
): Promise<Enrolment> {
  const waitSeconds = Math.min(wait, LONGEST_WAIT_SECONDS);
  const path = `/v1/students/${studentId}/enrolments?waitSeconds=${waitSeconds}&allowLookAlike=${allowLookAlike}`;
  try {
    return await api.send({ method: 'POST', path, form }, Enrolment);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'no-consent') throw error;
    throw new CliError(
      error.code,
      'The student has given no consent.',
      'Record it with --consent-notice VERSION, or with `hadir consent grant`.',
    );
  }
}

async function awaitResult(api: ApiClient, started: Enrolment, endsAt: number): Promise<Enrolment> {
  let enrolment = started;
  while (enrolment.status === 'pending' && Date.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    enrolment = await api.get(`/v1/enrolments/${started.id}`, Enrolment);
  }
  return enrolment;
}

function photoLines(photos: readonly (EnrolmentPhoto & { readonly file: string })[]): string[] {
  const width = Math.max(...photos.map(({ file }) => textWidth(file)));
  return photos.map((photo) => {
    const { file, status, reason, advice } = photo;
    const said = status === 'rejected' ? `${advice ?? reason ?? 'rejected'}${figures(photo)}` : status;
    return `${MARKS[status] ?? '–'} ${padEnd(printable(file), width)}  ${said}`;
  });
}

/** What was measured against its limit, when the photo was refused for a figure; and who it looks like. */
function figures({ measured, similarStudentId }: EnrolmentPhoto): string {
  const { measured: found, limit } = measured ?? {};
  const shown = (figure: number): string => String(Math.round(figure * 100) / 100);
  const student = similarStudentId ? ` It is student ${similarStudentId}.` : '';
  if (found === undefined || limit === undefined) return student;
  return ` (${shown(found)}, limit ${shown(limit)})${student}`;
}

function conclusion({ status, photos, coverage }: Enrolment, number: string): string {
  if (status === 'pending') return 'Not finished yet: is a matcher running? `hadir doctor` shows it.';
  const accepted = photos.filter((photo) => photo.status === 'accepted').length;
  if (accepted === 0) return `${number} is not enrolled: no photo was accepted.`;
  const enrolled = `Enrolled ${number} with ${accepted} of ${photos.length} photos.`;
  return coverage.advice === null ? enrolled : `${enrolled} ${coverage.advice}`;
}
