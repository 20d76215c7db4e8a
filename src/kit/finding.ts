/** What the doctor found: what it is, why, and what to do. */
export interface Finding {
  level: 'fine' | 'warning' | 'fault';
  /** The setting or part it is about. */
  what: string;
  why: string;
  remedy?: string;
}

export const fine = (what: string, why: string): Finding => ({ level: 'fine', what, why });
export const warning = (what: string, why: string, remedy: string): Finding => ({
  level: 'warning',
  what,
  why,
  remedy,
});
export const fault = (what: string, why: string, remedy: string): Finding => ({
  level: 'fault',
  what,
  why,
  remedy,
});
