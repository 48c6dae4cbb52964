import type { Message } from '../messages/render-message.ts';

/** https://docs.slack.dev/messaging/formatting-message-text: three characters have a meaning to Slack, whatever stands around them. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Blocks of plain text, in which names format nothing and call nobody; `text` is what a phone shows beforehand. */
export function slackBody({ title, lines }: Message): object {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  const rest = lines.length > 0 ? [{ type: 'section', text: plain(lines.join('\n')) }] : [];
  return {
    text: escapeSlack(title),
    blocks: [{ type: 'header', text: plain(title) }, ...rest],
  };
}
