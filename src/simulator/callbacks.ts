/**
 * Callbacks to the product, as the platforms make them: sealed, cut after five seconds, resent three times. What goes
 * wrong between the platforms and a door, copies, another order, an answer not heard, is set by the control API.
 */
import { z } from 'zod';
import type { Log } from '../kit/log.ts';
import { sealKnock, type Door } from './callbacks/door.ts';
import { checkEcho, type EchoCheck } from './callbacks/echo.ts';
import type { Knocked, World } from './world.ts';

/** How callbacks travel; what is not named stays as it is. */
export const deliverySchema = z.strictObject({
  /** Each event is delivered so many times, each time sealed anew. */
  copies: z.number().int().min(1).max(5).optional(),
  /** Copies go at once and not one after another. */
  parallel: z.boolean().optional(),
  /** So many events are kept back and then let go in another order. */
  hold: z.number().int().min(0).max(1_000).optional(),
  /** Of the answers so many are not heard: the event is sent again although it was taken. */
  unheard: z.number().min(0).max(1).optional(),
  timeoutMs: z.number().int().min(10).max(5_000).optional(),
  resendMs: z.number().int().min(0).max(60_000).optional(),
});
export type Delivery = Required<z.output<typeof deliverySchema>>;

const RESENDS = 3;

export interface Callbacks {
  /** Delivers an event; resolves when the product has taken it or all resends are spent. */
  deliver(name: Door['name'], message: string): Promise<boolean>;
  verifyUrl(name: Door['name']): Promise<EchoCheck>;
  /** Lets go what is kept back, in another order. */
  release(): void;
  inFlight(): number;
  delivery: Delivery;
}

export function createCallbacks(
  world: World,
  doorOf: (name: Door['name']) => Door | undefined,
  log: Log,
): Callbacks {
  const delivery: Delivery = {
    copies: 1,
    parallel: false,
    hold: 0,
    unheard: 0,
    timeoutMs: 5_000,
    resendMs: 1_000,
  };
  let flying = 0;
  let held: (() => Promise<unknown>)[] = [];

  const once = async (door: Door, message: string, event: string, resend: number): Promise<boolean> => {
    const { address, body, contentType } = sealKnock(door, message, world);
    const begun = performance.now();
    const note = (outcome: Knocked['outcome'], status?: number): void =>
      world.note({
        door: door.name,
        event,
        resend,
        outcome,
        ...(status === undefined ? {} : { status }),
        ms: Math.round(performance.now() - begun),
      });
    try {
      const response = await fetch(address, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
        signal: AbortSignal.timeout(delivery.timeoutMs),
        redirect: 'manual',
      });
      await response.arrayBuffer();
      const unheard =
        response.status === 200 && delivery.unheard > 0 && world.chance.happens(delivery.unheard);
      note(unheard ? 'unheard' : response.status === 200 ? 'taken' : 'refused', response.status);
      return response.status === 200 && !unheard;
    } catch (error) {
      note(error instanceof Error && error.name === 'TimeoutError' ? 'late' : 'gone');
      log.warn({ err: error }, 'simulated callback not taken');
      return false;
    }
  };

  const persist = async (door: Door, message: string, event: string): Promise<boolean> => {
    for (let resend = 0; resend <= RESENDS; resend++) {
      if (await once(door, message, event, resend)) return true;
      if (resend < RESENDS) await new Promise((resolve) => setTimeout(resolve, delivery.resendMs));
    }
    return false;
  };

  const copies = async (door: Door, message: string): Promise<boolean> => {
    flying++;
    try {
      const event = world.nextId('c');
      const sends = Array.from({ length: delivery.copies }, () => () => persist(door, message, event));
      if (delivery.parallel) return (await Promise.all(sends.map((send) => send()))).some(Boolean);
      let taken = false;
      for (const send of sends) taken = (await send()) || taken;
      return taken;
    } finally {
      flying--;
    }
  };

  const release = (): void => {
    const going = world.chance.shuffle(held);
    held = [];
    flying += going.length;
    void (async () => {
      for (const go of going) {
        // One after another, so that the order is the seed's; at once only when asked for.
        const gone = go().finally(() => flying--);
        if (!delivery.parallel) await gone;
      }
    })();
  };

  return {
    delivery,
    async deliver(name, message) {
      const door = doorOf(name);
      if (!door) return false;
      if (delivery.hold === 0) return copies(door, message);
      const kept = new Promise<boolean>((resolve) => {
        held.push(() => copies(door, message).then(resolve));
      });
      if (held.length >= delivery.hold) release();
      return kept;
    },
    verifyUrl: (name) => {
      const door = doorOf(name);
      return door
        ? checkEcho(door, world)
        : Promise.resolve({ ok: false as const, why: 'no callback address', ms: 0 });
    },
    release,
    inFlight: () => flying + held.length,
  };
}
