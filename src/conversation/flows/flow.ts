/** A flow asks for what is missing, one question at a time, until there is something to do. */
import type { Session } from '../session.ts';
import type { Plan } from '../plan.ts';

export interface FlowInput {
  text: string;
  /** Id of the numbered choice the person took, if it was one. */
  choice: string | undefined;
  session: Session;
  now: Date;
  /** Unit named in the text, if one was understood. */
  unit: string | undefined;
}

/** A picture, voice or file that a person sent; its id is that under which the inbox keeps it. */
export interface SentMedia {
  id: string;
  kind: string;
  name?: string;
}

export interface Flow<State = unknown> {
  name: string;
  /** The first step; `input` is the message that began it. */
  begin(input: FlowInput): Promise<Plan> | Plan;
  /** Undefined: the message is none of this flow's, which is over with it. */
  step(input: FlowInput, state: State): Promise<Plan | undefined> | Plan | undefined;
  /** Takes what was sent; a flow without it asks for words. */
  media?(media: SentMedia, session: Session, state: State): Plan;
}

export const withFlow = (session: Session, name: string, state: unknown): Session => ({
  ...session,
  flow: { name, state },
});

export const withoutFlow = (session: Session): Session => {
  const { flow: _flow, choices: _choices, ...rest } = session;
  return rest;
};

/** 返回, 取消, 算了 end any flow. */
export const isCancel = (text: string): boolean =>
  /^(返回|取消|退出|算了|不(弄|投诉|申请|报)了?|不要了)[。!]?$/.test(text.trim());
