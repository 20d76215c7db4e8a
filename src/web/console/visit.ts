/** What a page knows of its visitor, put into the request by the gate. */
import type { Context } from 'koa';
import { DeniedError } from '../../kit/errors.ts';
import type { Official } from '../../people/officials.ts';
import { may, type Action, type Verdict } from '../../people/may.ts';
import type { Fields, Upload } from './form.ts';
import type { SignInWay } from './session.ts';

export interface Visit {
  staff: Official;
  how: SignInWay;
  sessionId: string;
  /** Goes into every form as `_csrf`. */
  csrf: string;
  /** Of a POST: its fields, with `_csrf` checked and taken out. */
  fields: Fields;
  /** The file of a POST to a page that takes files. */
  upload: Upload | undefined;
  /** Said by the action before, shown once. */
  flash: string | undefined;
  /** Says it at the top of the next page. */
  say(text: string): void;
}

export const visitOf = (ctx: Context): Visit => ctx.state.visit as Visit;

export const mayVisitor = (ctx: Context, action: Action): Verdict => may(visitOf(ctx).staff, action);

/** Ends the request with 403 and the reason when the visitor may not. */
export function requireAction(ctx: Context, action: Action): void {
  const verdict = mayVisitor(ctx, action);
  if (!verdict.ok) throw new DeniedError(`${action} denied`, { tell: verdict.why });
}
