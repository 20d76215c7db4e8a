/** Where a person is reached: the channel, our account there, their id there. */
export interface Address {
  channel: string;
  account: string;
  person: string;
}

/** `channel:account:person`, each part escaped. The one codec of conversation ids. */
export const conversationId = ({ channel, account, person }: Address): string =>
  [channel, account, person].map(encodeURIComponent).join(':');

export function parseConversationId(id: string): Address {
  const [channel, account, person, ...rest] = id.split(':').map(decodeURIComponent);
  if (!channel || !account || !person || rest.length > 0) throw new RangeError('Not a conversation id.');
  return { channel, account, person };
}
