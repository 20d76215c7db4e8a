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

export const RATE_LIMITED = 45009;

const MINUTE = 60_000;
const retry = (afterMs: number): ErrcodeAction => ({ do: 'retry', afterMs });

const GROUPS: readonly (readonly [ErrcodeAction, readonly number[]])[] = [
  [retry(1_000), [-1]],
  [retry(MINUTE), [RATE_LIMITED, 45011]],
  [retry(2_000), [45033]],
  [{ do: 'heal' }, [40001, 40014, 42001]],
  // The task id is taken: by an earlier attempt of this very card. Its form is checked before the call.
  [{ do: 'sent' }, [42014]],
  // 微信客服: window, count, ended, session with a person, no inquiry.
  [{ do: 'park' }, [95001, 95002, 95013, 95018, 95031]],
  // Official Account: outside the window, count used up, no consent left for a notice.
  [{ do: 'park' }, [45015, 45047, 43101]],
  // Unknown or unreachable receivers; the person refuses; media gone; refused content.
  [{ do: 'reject' }, [40003, 40031, 43004, 43019, 46004, 60111, 81013, 86003, 40050, 40007, 40201, 85002]],
  // Bad parameters and too long texts: ours to mend, the limits are kept before the call.
  [{ do: 'reject' }, [40008, 40035, 40056, 40058, 40063, 41016, 41033, 44004, 45002, 45007, 45008, 95008]],
  // Cards that cannot be updated; a used-up login code; menus that this account may not send.
  [{ do: 'reject' }, [42015, 42016, 42017, 40029, 42022, 40200]],
  // Visible range, wrong app's token, API not granted.
  [{ do: 'alert' }, [60011, 50002, 60021, 301002, 48001, 48002, 48009]],
  // Trusted IP, disabled app, wrong id or secret, account not verified.
  [{ do: 'alert' }, [60020, 40164, 50003, 60031, 40013, 40091, 40125, 41001, 41002, 41004, 95003]],
];

const ACTIONS: ReadonlyMap<number, ErrcodeAction> = new Map(
  GROUPS.flatMap(([action, codes]) => codes.map((code) => [code, action] as const)),
);

/** An unknown code is final: repeating what we do not understand would only repeat it. */
export const actionFor = (errcode: number): ErrcodeAction => ACTIONS.get(errcode) ?? { do: 'reject' };
