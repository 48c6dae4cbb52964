import { EntitySchema } from 'typeorm';
import { moment, primary, text } from './columns.ts';

/** What students are shown before they agree; never changed once published. The newest is the current one. */
export type ConsentNotice = {
  readonly version: string;
  readonly textEn: string;
  readonly textId: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
};

export const consentNoticeTable = new EntitySchema<ConsentNotice>({
  name: 'ConsentNotice',
  tableName: 'consent_notices',
  columns: {
    version: text('version', 64, primary),
    textEn: { name: 'text_en', type: 'text' },
    textId: { name: 'text_id', type: 'text' },
    publishedAt: moment('published_at'),
    publishedBy: text('published_by', 120),
  },
});
