/** The machine under the service: Node, disk, port. */
import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Config } from '../../../config.ts';
import { messageOf } from '../../../kit/errors.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';
import { prepareDataDir } from '../../../store/embedded.ts';

const MIN_NODE = [22, 18] as const;
const LOW_BYTES = 1024 ** 3;

export function examineNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
    ? fine('node', `v${version}`)
    : fault(
        'node',
        `v${version} 太旧。Too old.`,
        '用 npm run 启动,或装 Node 24。Use the npm scripts, or install Node 24.',
      );
}

/** Only where something is kept on disk: with PostgreSQL the keys are given and nothing is. */
export function examineDisk({ databaseUrl, dataDir }: Config): Finding[] {
  if (databaseUrl) return [];
  try {
    prepareDataDir(dataDir);
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    return [
      free < LOW_BYTES
        ? warning(
            'DATA_DIR',
            `${dataDir} 只剩 ${Math.round(free / 1024 ** 2)} MB。Little room is left.`,
            '腾出空间,或换一个 DATA_DIR。Make room.',
          )
        : fine('DATA_DIR', `${dataDir} 能写。It can be written.`),
    ];
  } catch (error) {
    return [
      fault(
        'DATA_DIR',
        `${dataDir} 不能写。It cannot be written. (${messageOf((error as Error).cause ?? error)})`,
        '把目录交给运行服务的用户,或换一个 DATA_DIR。Give it to the user that runs the service, or set another one.',
      ),
    ];
  }
}

/** A port that another program holds; our own running service is no fault. */
export async function examinePort({ port, host }: Config): Promise<Finding[]> {
  if (port === undefined || port === 0 || (await isFree(port, host))) return [];
  const ours = await isOurs(port);
  return [
    ours
      ? fine('PORT', `服务正在 ${port} 端口运行。The service runs there.`)
      : fault(
          'PORT',
          `端口 ${port} 被别的程序占用。Another program holds the port.`,
          '停掉它,或换一个 PORT。Stop it, or set another PORT.',
        ),
  ];
}

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });

async function isOurs(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { ok?: boolean }).ok === true;
  } catch {
    return false;
  }
}
