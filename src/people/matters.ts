/** 我的事项: one line of a citizen's list, whatever room it lives in. */
export interface Matter {
  /** By it the citizen asks for more. */
  number: string;
  /** Instead of a number: what the citizen would say to see more. */
  ask?: string;
  title: string;
  state: string;
  /** What comes next, and by when. */
  next: string;
  at: Date;
  open: boolean;
}
