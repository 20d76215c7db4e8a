import { ChannelError } from '../../kit/errors.ts';
import { actionFor } from '../errcodes.ts';
import type { ApiAnswer, PlatformApi } from '../platform-api.ts';

/** Where a customer's session is. 会话状态 (document/path/94669) */
export type SessionState = 'new' | 'machine' | 'waiting' | 'person' | 'ended';

const STATES: readonly SessionState[] = ['new', 'machine', 'waiting', 'person', 'ended'];

/** A customer of one 微信客服 account. */
export interface Customer {
  account: string;
  person: string;
}

export type HandOver =
  /** A servicer has it now; `code` lets us say one more sentence by send_msg_on_event. */
  | { state: 'person'; servicer: string | undefined; code?: string }
  /** Nobody was on duty for it: it waits for the next servicer who is. */
  | { state: 'waiting'; code?: string }
  /** The platform does not allow it now (session over, account not set up): nothing has changed. */
  | { state: 'refused'; errcode: number };

export interface Sessions {
  /** Throws ChannelError when the platform does not tell. */
  state(customer: Customer): Promise<{ state: SessionState; servicer: string | undefined }>;
  /**
   * Hands a customer to a person: to `servicer` when given and on duty, else into the pool of those waiting. Calling it
   * again changes nothing. From then on the machine is not allowed to write (95018) until the session ends.
   */
  handOver(customer: Customer, servicer?: string): Promise<HandOver>;
  /**
   * Ends a person's session; when the customer writes again the machine answers. `code` lets us say one sentence within
   * 20 seconds. Undefined when the platform does not allow it.
   */
  end(customer: Customer): Promise<{ code?: string } | undefined>;
  /** Servicers of the account who take customers now. 接待中 */
  onDuty(account: string): Promise<string[]>;
}

const [POOL, PERSON, ENDED] = [2, 3, 4];
/** Status of a servicer in servicer/list: 0 接待中, 1 停止接待. */
const TAKES_CUSTOMERS = 0;
/** Not a servicer of this account; not on duty or full. */
const NOT_ON_DUTY: ReadonlySet<number> = new Set([95014, 95019]);

export function createSessions(api: PlatformApi): Sessions {
  const identify = ({ account, person }: Customer) => ({ open_kfid: account, external_userid: person });

  const state: Sessions['state'] = async (customer) => {
    const answer = await api.post('/cgi-bin/kf/service_state/get', identify(customer));
    const name = STATES[Number(answer.service_state)];
    if (answer.errcode !== 0 || name === undefined) throw failure('service_state/get', answer);
    return { state: name, servicer: textOf(answer.servicer_userid) };
  };

  const move = (customer: Customer, to: number, servicer?: string): Promise<ApiAnswer> =>
    api.post('/cgi-bin/kf/service_state/trans', {
      ...identify(customer),
      service_state: to,
      ...(servicer === undefined ? {} : { servicer_userid: servicer }),
    });

  return {
    state,
    async handOver(customer, servicer) {
      const now = await state(customer);
      if (now.state === 'person') return { state: 'person', servicer: now.servicer };
      if (servicer !== undefined) {
        const answer = await move(customer, PERSON, servicer);
        if (answer.errcode === 0) return { state: 'person', servicer, ...codeOf(answer) };
        if (!NOT_ON_DUTY.has(answer.errcode)) return refusedOr(answer);
      }
      if (now.state === 'waiting') return { state: 'waiting' };
      const answer = await move(customer, POOL);
      return answer.errcode === 0 ? { state: 'waiting', ...codeOf(answer) } : refusedOr(answer);
    },
    async end(customer) {
      const answer = await move(customer, ENDED);
      return answer.errcode === 0 ? codeOf(answer) : undefined;
    },
    async onDuty(account) {
      const answer = await api.get('/cgi-bin/kf/servicer/list', { open_kfid: account });
      if (answer.errcode !== 0) throw failure('servicer/list', answer);
      const list = Array.isArray(answer.servicer_list) ? (answer.servicer_list as unknown[]) : [];
      return list.flatMap((one) => {
        const { userid, status } = (one ?? {}) as { userid?: unknown; status?: unknown };
        return typeof userid === 'string' && status === TAKES_CUSTOMERS ? [userid] : [];
      });
    },
  };
}

/** Busy is worth another try; anything else is the platform's no. */
function refusedOr(answer: ApiAnswer): HandOver {
  const { errcode } = answer;
  const action = actionFor(errcode).do;
  if (action === 'retry' || action === 'heal') throw failure('service_state/trans', answer);
  return { state: 'refused', errcode };
}

const failure = (what: string, { errcode }: ApiAnswer): ChannelError =>
  new ChannelError(`${what} failed, errcode ${errcode}.`, { errcode, retry: 'later' });

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function codeOf({ msg_code }: ApiAnswer): { code?: string } {
  const code = textOf(msg_code);
  return code === undefined ? {} : { code };
}
