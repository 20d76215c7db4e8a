/**
 * What to do about a platform's error code. errmsg carries hints and addresses and changes; only the code counts.
 * Sources: developer.work.weixin.qq.com/document/path/90313, developers.weixin.qq.com/doc/offiaccount global return codes.
 */
export type ErrcodeAction =
  /** Busy or too fast: try again after a while. */
  | { do: 'retry'; afterMs: number }
  /** The token is no longer good: fetch it anew once. */
  | { do: 'heal' }
  /** The reply window is closed until the person writes. */
  | { do: 'park' }
  /** It went out before: our own key is known to the platform. */
  | { do: 'sent' }
  /** Final for this message. */
  | { do: 'reject' }
  /** Final, and somebody has to change a setting. */
  | { do: 'alert' };

const retry = (afterMs: number): ErrcodeAction => ({ do: 'retry', afterMs });
const reject: ErrcodeAction = { do: 'reject' };
const alert: ErrcodeAction = { do: 'alert' };
const park: ErrcodeAction = { do: 'park' };

const MINUTE = 60_000;

const ACTIONS: ReadonlyMap<number, ErrcodeAction> = new Map<number, ErrcodeAction>([
  [-1, retry(1_000)],
  [40001, { do: 'heal' }],
  [40014, { do: 'heal' }],
  [42001, { do: 'heal' }],
  [45009, retry(MINUTE)],
  [45033, retry(2_000)],
  // The task id is taken: by an earlier attempt of this very card.
  [42014, { do: 'sent' }],
  // 微信客服: window, count, ended, no inquiry, session with a person.
  [95001, park],
  [95002, park],
  [95013, park],
  [95018, park],
  [95031, park],
  // Official Account: outside the window, count used up.
  [45015, park],
  [45047, park],
  [43101, park],
  // Unknown or unreachable receivers, refused content, bad parameters.
  ...[40003, 40031, 46004, 60111, 81013, 48002, 40201, 85002, 40007].map((code) => [code, reject] as const),
  ...[40008, 40035, 40056, 40058, 40063, 41016, 41033, 44004, 45002, 45007, 45008].map(
    (code) => [code, reject] as const,
  ),
  ...[42015, 42016, 42017, 40200, 86003, 40050, 95008].map((code) => [code, reject] as const),
  // Settings: visible range, trusted IP, disabled app, wrong app's token, not verified, no permission.
  ...[60011, 50002, 60021, 301002, 60020, 50003, 60031, 40013, 40091, 41001, 48001, 40164, 95003].map(
    (code) => [code, alert] as const,
  ),
]);

/** An unknown code is final: repeating what we do not understand would only repeat it. */
export const actionFor = (errcode: number): ErrcodeAction => ACTIONS.get(errcode) ?? reject;
