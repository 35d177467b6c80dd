import type { Notification } from '../../domain/notifications/notification.ts';

/** What subscribers of a topic get: a mail has the subject and the message, a queue or a function the attribute too. */
export interface TopicMessage {
  /** Less than 100 characters of ASCII, none of them a control character. */
  Subject: string;
  Message: string;
  /** By which subscribers may filter: `run` or `mapping`. */
  MessageAttributes: { about: { DataType: 'String'; StringValue: string } };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_AT_MOST = 99;
const UNSEEN = /\p{Cf}/gu;
const NOT_ASCII = /[^\x20-\x7e]/gu;
/** Told of where nothing of a title is left that a subject may begin with. */
const NO_SUBJECT = 'AI-Implement';

/** What others wrote is plain text here; a title that a subject cannot hold stands whole in the message. */
export function topicMessage({ id, title, facts, links }: Notification): TopicMessage {
  const subject = title.replaceAll(UNSEEN, '').replaceAll(NOT_ASCII, '?').slice(0, SUBJECT_AT_MOST).trim();
  const lines = [
    title,
    '',
    ...facts.map(({ name, value }) => `${name}: ${value}`),
    ...links.map(({ name, url }) => `${name}: ${url}`),
  ];
  return {
    Subject: subject || NO_SUBJECT,
    Message: lines.join('\n'),
    MessageAttributes: { about: { DataType: 'String', StringValue: subjectOf(id) } },
  };
}

/** The first word of a notification's id. */
function subjectOf(id: string): string {
  return /^[\w-]+/.exec(id)?.[0] ?? 'other';
}
