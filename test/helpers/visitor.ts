/** A browser without a screen: keeps cookies, reads a page's form token, posts forms. */
export interface Answer {
  status: number;
  text: string;
  location: string | undefined;
  headers: Headers;
}

export interface Visitor {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Posts with the `_csrf` of the page last read, unless `fields` brings its own. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a file with the form of the page last read. */
  upload(path: string, fileName: string, bytes: Buffer, fields?: Record<string, string>): Promise<Answer>;
}

export function createVisitor(base: string): Visitor {
  const cookies = new Map<string, string>();
  let csrf = '';

  const go = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(path, base), {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const text = await response.text();
    csrf = /name="_csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? csrf;
    return {
      status: response.status,
      text,
      location: response.headers.get('location') ?? undefined,
      headers: response.headers,
    };
  };

  return {
    cookies,
    get: (path, headers = {}) => go(path, { headers }),
    post: (path, fields, headers = {}) =>
      go(path, { method: 'POST', body: new URLSearchParams({ _csrf: csrf, ...fields }), headers }),
    upload(path, fileName, bytes, fields = {}) {
      const body = new FormData();
      for (const [name, value] of Object.entries({ _csrf: csrf, ...fields })) body.set(name, value);
      body.set('file', new File([new Uint8Array(bytes)], fileName));
      return go(path, { method: 'POST', body });
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (!name) return;
  if (!value || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
